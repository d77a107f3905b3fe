"""What differs between two results of the same submission, and what may have caused it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.base.clean import clean
from grader.base.language import now, say, say_n
from grader.result.hints import LEVELS, limited
from grader.result.outcome import VERSION_WORDS

# Differs between any two runs and means nothing.
_TIMES = ("seconds", "code_seconds")

# Computed from the checks. If they contradict the checks, the grader did not write the document.
_DERIVED = ("status", "passed", "score", "max_points")

# May differ in an honest result: names and lateness are set by a batch, advice comes from a linter, printed output may
# contain the time, and pictures are drawn for a report.
_FREE = frozenset({"submission", "student", "grade", "advice", "output", "output_dropped", "pictures"})
_SHOWN = 60  # characters of a value that are shown, starting shortly before the first difference


@dataclass(frozen=True)
class Changes:
    """How two results differ.

    ``checks`` holds (id, before, after) of outcomes, ``fields`` (name, before, after) of values computed from them;
    ``causes`` says which versions or settings differ. ``rest`` lists all other differences: empty if only verdicts were
    compared, None if the two results rest on different conditions, which could explain any.
    """

    points: tuple[int, int]
    max_points: int
    checks: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, Any, Any], ...]
    causes: tuple[str, ...]
    rest: tuple[tuple[str, Any, Any], ...] | None = ()

    @property
    def same_grade(self) -> bool:
        return self.points[0] == self.points[1] and not self.checks and not self.fields

    @property
    def same(self) -> bool:
        return self.same_grade and not self.rest

    def lines(self) -> list[str]:
        """Sentences for a person, the points first. They are cleaned: a document may come from anybody."""
        if self.same_grade:
            told = [
                say_n(
                    "The grade is the same: {points} of {n} points.",
                    "The grade is the same: {points} of {n} points.",
                    self.max_points,
                    points=self.points[1],
                )
            ]
        else:
            told = [
                say_n(
                    "{points} points before, {n} now.",
                    "{points} points before, {n} now.",
                    self.points[1],
                    points=self.points[0],
                )
            ]
        told += [
            say("{check}: {before} before, {after} now.", check=name, before=before, after=after)
            for name, before, after in (*self.checks, *self.fields, *(self.rest or ()))
        ]
        if not self.same or self.rest is None:
            causes = self.causes or (say("nothing that is recorded"),)
            told += [say("Different: {cause}.", cause=cause) for cause in causes]
        if self.rest is None:
            told.append(say("What else the result or its page says was not compared."))
        return [clean(line) for line in told]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Compare the verdicts of two result documents."""
    old, new = _verdicts(before), _verdicts(after)
    checks = tuple(
        (name, *_told(old.get(name), new.get(name))) for name in {**old, **new} if old.get(name) != new.get(name)
    )
    fields = tuple(
        (name, before.get(name), after.get(name)) for name in _DERIVED if before.get(name) != after.get(name)
    )
    points = before["points"], after["points"]
    causes = (*_code(before, after), *_conditions(before, after), *_time(old, new))
    return Changes(points, after["max_points"], checks, fields, causes)


def throughout(before: Mapping[str, Any], after: Mapping[str, Any], free: Collection[str] = ()) -> Changes:
    """Compare two result documents field by field if their grades agree; times and the fields in ``free`` may
    differ."""
    found = between(before, after)
    if not found.same:
        return found
    if _conditions(before, after):
        return replace(found, rest=None)
    old = _comparable(before, free)
    by_level = (tuple(_differences(old, _comparable(limited(after, level), free))) for level in LEVELS)
    return replace(found, rest=min(by_level, key=len))


def _comparable(document: Mapping[str, Any], free: Collection[str]) -> dict[str, Any]:
    found = stripped(document)
    checks = {check["id"]: check for check in found.pop("checks")}
    return {**{key: value for key, value in found.items() if key not in _FREE and key not in free}, **checks}


def _differences(before: Any, after: Any, where: tuple[str, ...] = ()) -> Iterator[tuple[str, str, str]]:
    if isinstance(before, dict) and isinstance(after, dict):
        for name in {**before, **after}:
            yield from _differences(before.get(name), after.get(name), (*where, name))
    elif before != after:
        yield ", ".join(where), *parted(json.dumps(before), json.dumps(after))


def parted(before: str, after: str) -> tuple[str, str]:
    """Both texts, cut to start shortly before their first difference."""
    common = next(
        (place for place, (one, other) in enumerate(zip(before, after)) if one != other), min(len(before), len(after))
    )
    start = max(common - _SHOWN // 3, 0)
    one, other = (
        "…" * (start > 0) + text[start : start + _SHOWN] + "…" * (start + _SHOWN < len(text))
        for text in (before, after)
    )
    return one, other


def _verdicts(document: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    return {check["id"]: (check["outcome"], check["points"]) for check in document["checks"]}


def _told(before: tuple[str, int] | None, after: tuple[str, int] | None) -> tuple[str, str]:
    """Both outcomes; with points if only the points differ."""
    alike = before is not None and after is not None and before[0] == after[0]
    return _said(before, alike), _said(after, alike)


def _said(verdict: tuple[str, int] | None, with_points: bool) -> str:
    if verdict is None:
        return say("not asked")
    outcome, points = verdict
    if not with_points:
        return outcome
    return say_n("{outcome} with {n} point", "{outcome} with {n} points", points, outcome=outcome)


def _code(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    if before["sha256"] == after["sha256"] and before["source"] != after["source"]:
        return [say("the code in the document, which is not that of the file")]
    return []


def _time(old: Mapping[str, tuple[str, int]], new: Mapping[str, tuple[str, int]]) -> list[str]:
    """A possible cause if a timeout is among the changes: near the limit, the same code may finish in one run and not
    in another."""
    changed = {*old.items()} ^ {*new.items()}
    return [say("how long the code took")] if any(outcome == "timeout" for _, (outcome, _) in changed) else []


def _conditions(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """The conditions (file, seed, sandbox, limits, machine, versions) that differ between two results."""
    causes = []
    if before["sha256"] != after["sha256"]:
        causes.append(say("the submission itself"))
    if before["seed"] != after["seed"]:
        causes.append(say("the seed ({seed}, now {seed2})", seed=before["seed"], seed2=after["seed"]))
    if before["sandbox"] != after["sandbox"]:
        causes.append(say("the sandbox or its limits"))
    if before.get("timeout") != after.get("timeout"):
        was, is_now = (_limit(document.get("timeout")) for document in (before, after))
        causes.append(say("the time that a call may take ({was}, now {now})", was=was, now=is_now))
    if before.get("machine") != after.get("machine"):
        was, is_now = (document.get("machine") or say("not recorded") for document in (before, after))
        causes.append(say("the machine ({was}, now {now})", was=was, now=is_now))
    for name in sorted({**before["versions"], **after["versions"]}):
        was, is_now = (document["versions"].get(name, "none") for document in (before, after))
        if was != is_now:
            told = now(VERSION_WORDS.get(name, name))
            causes.append(say("{name} ({was}, now {now})", name=told, was=was, now=is_now))
    return causes


def _limit(seconds: float | None) -> str:
    return say("the task's own") if seconds is None else f"{seconds:g} s"


def stripped(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without its times. Two runs with the same seed, file and versions give equal ones."""
    found = {key: value for key, value in document.items() if key not in _TIMES}
    found["checks"] = [{k: v for k, v in check.items() if k not in _TIMES} for check in document["checks"]]
    return found
