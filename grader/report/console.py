"""A result document as text for a terminal: a pure function of the document; plain if colours are off."""

from __future__ import annotations

import os
import textwrap

from grader.base.clean import clean
from grader.base.language import SOURCE, decimal, language, mark, now, say, say_n, use

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

MIN_WIDTH, MAX_WIDTH = 40, 110
MAX_OUTPUT_LINES = 40

_COLOURS = {"pass": "32", "skipped": "33", "fault": "35", "heading": "1", "dim": "2"}
_FAILURE = "31"
_UNISOLATED = mark("It ran without isolation, in a child process with limits; 'grader doctor' says what is missing.")


def settings(stream: TextIO, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """``width`` and ``colour`` for text that is written to ``stream``."""
    known = os.environ if environment is None else environment
    terminal = stream.isatty()
    colour = terminal and not known.get("NO_COLOR") and known.get("TERM") != "dumb"
    try:
        width = int(known.get("COLUMNS", "")) if known.get("COLUMNS") else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):  # not a terminal
        width = 100
    return {"width": width, "colour": colour}


def render(
    document: dict[str, Any], *, width: int = 100, colour: bool = False, verbose: bool = False, folded: bool = False
) -> str:
    """The whole output of ``grader check``: a table, then the failures, then everything else worth knowing."""
    with use(str(document.get("language", SOURCE))):
        return _rendered(document, width, colour, verbose, folded)


def _rendered(document: dict[str, Any], width: int, colour: bool, verbose: bool, folded: bool) -> str:
    page = _Page(max(MIN_WIDTH, min(width, MAX_WIDTH)), colour)
    page.heading(f"{document['task']} · {document.get('title') or document['slug']} · {document['submission']}")
    if document["status"] == "unreadable":
        _unreadable(page, document)
    else:
        _table(page, document, verbose)
        _failures(page, document, folded)
        _advice(page, document)
        if verbose:
            _passes(page, document)
            _printed(page, document)
    _notes(page, document)
    _summary(page, document)
    return "\n".join(page.lines)


class _Page:
    """Cleaned lines of at most ``width`` characters, with colours if wanted."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self.colour = colour
        self.lines: list[str] = []

    def paint(self, text: str, kind: str) -> str:
        code = _COLOURS.get(kind, _FAILURE)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def add(self, text: str = "", kind: str = "", indent: int = 0) -> None:
        """Add a wrapped paragraph. Line breaks are kept; indented lines (code, carets) are not wrapped."""
        space = " " * indent
        for line in clean(text, lines=True).split("\n"):
            if line.startswith("    ") or not line.strip():
                wrapped = [space + line.rstrip()]
            else:
                wrapped = textwrap.wrap(
                    line, self.width, initial_indent=space, subsequent_indent=space, break_on_hyphens=False
                )
            self.lines += [self.paint(piece, kind) if kind else piece for piece in wrapped]

    def heading(self, text: str) -> None:
        if self.lines:
            self.lines.append("")
        self.add(clean(text), "heading")


def _unreadable(page: _Page, document: dict[str, Any]) -> None:
    page.add(document.get("message") or say("The file could not be read."), "unreadable")
    if document.get("hint"):
        page.add(say("Hint: {hint}", hint=document["hint"]))


def _table(page: _Page, document: dict[str, Any], verbose: bool) -> None:
    rows = [(say("check"), say("outcome"), say("points"), say("seconds"))]
    kinds = ["heading"]
    for check in document["checks"]:
        points = f"{check['points']}/{check['max_points']}"
        rows.append((clean(check["id"]), _word(check["outcome"]), points, decimal(f"{check['seconds']:.2f}")))
        kinds.append(check["outcome"])
    total = f"{document['points']}/{document['max_points']}"
    rows.append(("", say("total"), total, decimal(f"{document['seconds']:.2f}")))
    kinds.append("heading")
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    # In a narrow window names are cut: outcome and points must stay on the name's line.
    name = min(widths[0], page.width - sum(widths[1:3]) - 4 - (widths[3] + 2 if verbose else 0))
    for row, kind in zip(rows, kinds):
        shown = row[0] if len(row[0]) <= name else row[0][: name - 1] + "…"
        line = f"{shown:{name}}  {page.paint(row[1], kind)}{' ' * (widths[1] - len(row[1]))}  {row[2]:>{widths[2]}}"
        page.lines.append(f"{line}  {row[3]:>{widths[3]}}" if verbose else line)


def _failures(page: _Page, document: dict[str, Any], folded: bool) -> None:
    failed = [check for check in document["checks"] if check["outcome"] not in ("pass", "skipped")]
    skipped = [check for check in document["checks"] if check["outcome"] == "skipped"]
    if failed:
        page.heading(say("Not passed"))
    if folded and len(failed) > 1:
        left, failed, skipped = len(failed) - 1 + len(skipped), failed[:1], []
    else:
        left = 0
    said: set[tuple[str, str]] = set()
    for check in failed:
        page.add(f"{check['id']}: {check['title']}", check["outcome"])
        # One cause can fail many checks (a missing function, say): it is shown once.
        told = (check["message"], check["hint"])
        if told in said:
            page.add(say("For the same reason as above."), indent=4)
            continue
        said.add(told)
        page.add(check["message"], indent=4)
        if check["hint"]:
            page.add(say("Hint: {hint}", hint=check["hint"]), indent=4)
    if left:
        page.add(
            say_n(
                "{n} more were not passed or not judged; --all tells of them.",
                "{n} more were not passed or not judged; --all tells of them.",
                left,
            ),
            "dim",
        )
    if skipped:
        page.heading(say("Skipped"))
    for reason in dict.fromkeys(check["message"] for check in skipped):
        page.add(", ".join(check["id"] for check in skipped if check["message"] == reason), "skipped")
        page.add(reason, indent=4)


def _advice(page: _Page, document: dict[str, Any]) -> None:
    if document.get("advice"):
        page.heading(say("Advice, without points"))
    for sentence in document.get("advice", ()):
        page.add(sentence, indent=4)


def _passes(page: _Page, document: dict[str, Any]) -> None:
    passed = [check for check in document["checks"] if check["outcome"] == "pass"]
    if passed:
        page.heading(say("Passed"))
    for check in passed:
        page.add(f"{check['id']}: {check['title']}", "pass")
        if check["message"]:
            page.add(check["message"], indent=4)


def _printed(page: _Page, document: dict[str, Any]) -> None:
    printed = clean(document.get("output") or "", lines=True).rstrip("\n")
    if not printed:
        return
    page.heading(say("Printed by your code"))
    lines = printed.split("\n")
    for line in lines[:MAX_OUTPUT_LINES]:
        page.lines.append(f"    {line}"[: page.width])
    left = len(lines) - MAX_OUTPUT_LINES
    if left > 0:
        page.add(say_n("… and {n} more lines", "… and {n} more lines", left), "dim", indent=4)
    if document.get("output_dropped"):
        page.add(
            say_n(
                "… and {n} bytes that were not kept", "… and {n} bytes that were not kept", document["output_dropped"]
            ),
            "dim",
            indent=4,
        )


def _notes(page: _Page, document: dict[str, Any]) -> None:
    notes = document.get("notes") or []
    if notes:
        page.heading(say("Notes"))
    for note in notes:
        page.add(note)


def _summary(page: _Page, document: dict[str, Any]) -> None:
    page.lines.append("")
    if document["status"] == "grader_fault":
        page.add(document.get("message") or say("Some checks could not be judged."), "fault")
        page.add(
            say(
                "This is a fault of the grader, not of your solution. Please report it with the seed {seed}.",
                seed=document["seed"],
            )
        )
    elif document["status"] == "graded":
        score = say_n(
            "{points} of {n} points ({percent} %)",
            "{points} of {n} points ({percent} %)",
            document["max_points"],
            points=document["points"],
            percent=_percent(document["score"]),
        )
        if document.get("only"):
            score += say(", of the checks chosen by --only {only}", only=" --only ".join(map(clean, document["only"])))
        kind, word = ("pass", say("Passed")) if document["passed"] else ("fail", say("Not passed yet"))
        page.add(f"{word}: {score}.", kind)
        page.add(say("Seed {seed}: '--seed {seed}' asks the same questions again.", seed=document["seed"]), "dim")
    if (document.get("sandbox") or {}).get("kind") == "none":
        page.add(now(_UNISOLATED), "dim")


def _word(outcome: str) -> str:
    """The outcome's own name if the language is the document's (English), else its translation."""
    from grader.result.outcome import OUTCOME_WORDS

    return outcome if language() == SOURCE else now(OUTCOME_WORDS.get(outcome, outcome))


def _percent(score: float) -> str:
    """Rounded down: 99.9 % must not read as 100 %."""
    return str(int(score * 100 + 1e-9))
