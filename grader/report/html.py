"""The report of one submission as a single HTML file: a pure function of the result document."""

from __future__ import annotations

import base64
import itertools
import os
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from grader.base.clean import clean
from grader.base.files import replace_text
from grader.base.language import SOURCE, decimal, say, use
from grader.report import listing
from grader.report.carried import PACKED, PICTURES, pack
from grader.report.pages import anchor, environment, stylesheet
from grader.result.outcome import OUTCOME_WORDS as WORDS

MAX_OUTPUT = 6000
MAX_OUTPUT_LINES = 100
LONG_SOURCE = 120  # lines; of a longer source only the parts that lost points are printed on paper

# Outcomes that are not the fault of the function itself: they mark nothing in the code.
_NOT_LOST = ("pass", "skipped", "fault")


@dataclass(frozen=True)
class Row:
    """One check as shown. ``again`` is set if its reason repeats the one just above."""

    check: Mapping[str, Any]
    anchor: str
    again: bool
    lines: tuple[tuple[int, str], ...]
    difference: tuple[tuple[str, str], ...]
    trace: tuple[str, ...]
    pictures: tuple[Shown, ...]


@dataclass(frozen=True)
class Shown:
    """A picture as an img element: the page's policy allows it, and nothing in it can run."""

    title: str
    alt: str
    address: str


@dataclass(frozen=True)
class Group:
    """The checks of one function. ``place`` is the function's first line: (number, text that names the line)."""

    function: str
    rows: tuple[Row, ...]
    place: tuple[int, str] | None

    @property
    def points(self) -> int:
        return sum(row.check["points"] for row in self.rows)

    @property
    def max_points(self) -> int:
        return sum(row.check["max_points"] for row in self.rows)

    @property
    def lost(self) -> tuple[Row, ...]:
        return tuple(row for row in self.rows if row.check["outcome"] not in _NOT_LOST)


def render(document: Mapping[str, Any]) -> str:
    """The page for a result document (``TaskResult.document()``). The same document always gives the same text."""
    with use(str(document.get("language", SOURCE))):
        return _rendered(document)


def _rendered(document: Mapping[str, Any]) -> str:
    found = _harmless({key: value for key, value in document.items() if key not in ("source", "output", "pictures")})
    cells = [tuple(cell) for cell in found["cells"]]
    pictures = _pictures(document)
    groups = _groups(found, cells, pictures)
    raised = {line for group in groups for row in group.lost for line, _ in row.lines}
    lost = {group.function: found["functions"][group.function] for group in groups if group.lost and group.place}
    output = clean(document["output"], lines=True)
    shown = "\n".join(output[:MAX_OUTPUT].split("\n")[:MAX_OUTPUT_LINES])
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            d=found,
            style=stylesheet(),
            groups=groups,
            by_function={group.function: group for group in groups},
            counts=_counts(found["checks"]),
            segments=_segments(groups),
            pictures=pictures.get("", ()),
            first=next((row for group in groups for row in group.lost), None),
            blocks=listing.blocks(document["source"], cells, lost, raised),
            long=document["source"].count("\n") > LONG_SOURCE,
            output=shown,
            dropped=len(output) - len(shown) + document["output_dropped"],
            command=_command(found),
            packed=pack(document),
        )
    )


def write(document: Mapping[str, Any], path: str | os.PathLike[str]) -> None:
    """Write the page to ``path``, completely or not at all."""
    replace_text(path, render(document))


def difference(page: str, document: Mapping[str, Any]) -> tuple[str, str] | None:
    """The first line of a document's page that differs from what it should be, and what it should be.

    Pictures and the compression of the document are ignored. Only the same code and templates write the same page.
    """
    shown, made = (PACKED.sub("", PICTURES.sub("", text)).split("\n") for text in (page, render(document)))
    return next(((one, other) for one, other in itertools.zip_longest(shown, made, fillvalue="") if one != other), None)


def _harmless(value: Any) -> Any:
    """Remove control characters from every string of a document; escaping is the template's job."""
    if isinstance(value, str):
        return clean(value, lines=True)
    if isinstance(value, Mapping):
        return {clean(str(key)): _harmless(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_harmless(item) for item in value]
    return value


def _pictures(document: Mapping[str, Any]) -> dict[str, tuple[Shown, ...]]:
    """check -> its pictures; the task's own are under the empty name."""
    found: dict[str, tuple[Shown, ...]] = {}
    for picture in document.get("pictures", ()):
        data = base64.b64encode(picture["svg"].encode("utf-8", "replace")).decode("ascii")
        shown = Shown(clean(picture["title"]), clean(picture["alt"]), f"data:image/svg+xml;base64,{data}")
        name = picture.get("check", "")
        found[name] = (*found.get(name, ()), shown)
    return found


def _groups(
    document: Mapping[str, Any], cells: list[tuple[int, ...]], pictures: Mapping[str, tuple[Shown, ...]]
) -> tuple[Group, ...]:
    named: dict[str, list[Mapping[str, Any]]] = {}
    for check in document["checks"]:
        named.setdefault(check["id"].partition(".")[0], []).append(check)
    before: tuple[str, str] = ("", "")
    groups = []
    for name, checks in named.items():
        rows = []
        for check in checks:
            reason = (check["outcome"], check["message"])
            again = reason == before and check["outcome"] in ("skipped", "fault") and bool(check["message"])
            rows.append(_row(check, cells, again, pictures.get(check["id"], ())))
            before = reason
        span = document["functions"].get(name)
        place = (span[0], _place(span[0], cells)) if span else None
        groups.append(Group(name, tuple(rows), place))
    return tuple(groups)


def _row(check: Mapping[str, Any], cells: list[tuple[int, ...]], again: bool, pictures: tuple[Shown, ...]) -> Row:
    evidence = check["evidence"]
    trace = evidence.get("trace") if isinstance(evidence, Mapping) else None
    return Row(
        check=check,
        anchor=anchor(check["id"]),
        again=again,
        lines=tuple((line, _place(line, cells)) for line in check["lines"] if isinstance(line, int)),
        difference=tuple(_difference(evidence)),
        trace=tuple(map(str, trace)) if isinstance(trace, list) else (),
        pictures=pictures,
    )


def _place(line: int, cells: list[tuple[int, ...]]) -> str:
    for number, first, last in cells:
        if first <= line <= last:
            return say("cell {cell}, line {line}", cell=number, line=line - first + 1)
    return say("line {line}", line=line)


def _difference(evidence: Any) -> Iterable[tuple[str, str]]:
    """The worst element as (heading, value) pairs, if the check reported one."""
    found = evidence.get("difference") if isinstance(evidence, Mapping) else None
    if not isinstance(found, Mapping) or "came" not in found or "expected" not in found:
        return
    came, expected = found["came"], found["expected"]
    if found.get("index"):
        yield say("worst element"), str(found["index"])
    yield say("yours"), _number(came)
    yield say("expected"), _number(expected)
    if isinstance(came, (int, float)) and isinstance(expected, (int, float)):
        yield say("off by"), _number(abs(came - expected))


def _number(value: Any) -> str:
    return decimal(f"{value:.6g}").replace("-", "−") if isinstance(value, (int, float)) else str(value)


def _counts(checks: Iterable[Mapping[str, Any]]) -> list[tuple[str, int]]:
    """(outcome, count) pairs, the best outcome first; only outcomes that occur."""
    outcomes = [check["outcome"] for check in checks]
    return [(outcome, outcomes.count(outcome)) for outcome in WORDS if outcome in outcomes]


def _segments(groups: Iterable[Group]) -> tuple[int, list[tuple[int, int, str]]]:
    """(width of the whole strip, (left, width, outcome) for each check), ten units a point."""
    left, found = 0, []
    for group in groups:
        for row in group.rows:
            width = 10 * row.check["max_points"]
            if width:
                found.append((left, width, row.check["outcome"]))
                left += width + 1
        left += 3
    return max(left - 4, 0), found


def _command(document: Mapping[str, Any]) -> str:
    """The command that repeats this grading."""
    name = document["submission"]
    name = f"./{name}" if name.startswith("-") else name
    words = ["grader", "check", document["task"], name]
    if document["sandbox"]:
        words += ["--seed", str(document["seed"])]
    if document.get("timeout"):
        words += ["--timeout", f"{document['timeout']:g}"]
    words += itertools.chain.from_iterable(("--only", check) for check in document["only"])
    return shlex.join(words)
