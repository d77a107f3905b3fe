"""What differs between two results of the same submission, and what may have caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.words import say, say_n

# What differs from one run to the next without meaning anything.
_TIMES = ("seconds", "code_seconds")
# What follows from the checks. A document in which it does not was not written by the grader.
_DERIVED = ("status", "passed", "score", "max_points")


@dataclass(frozen=True)
class Changes:
    """``checks`` holds (id, before, after) of outcomes, ``fields`` (name, before, after) of what follows from them;
    ``causes`` says which versions or settings differ."""

    points: tuple[int, int]
    max_points: int
    checks: tuple[tuple[str, str, str], ...]
    fields: tuple[tuple[str, Any, Any], ...]
    causes: tuple[str, ...]

    @property
    def same(self) -> bool:
        return self.points[0] == self.points[1] and not self.checks and not self.fields

    def lines(self) -> list[str]:
        """Sentences for a person, the points first."""
        if self.same:
            return [
                say_n(
                    "The grade is the same: {points} of {n} points.",
                    "The grade is the same: {points} of {n} points.",
                    self.max_points,
                    points=self.points[1],
                )
            ]
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
            for name, before, after in (*self.checks, *self.fields)
        ]
        return told + [
            say("Different: {cause}.", cause=cause) for cause in self.causes or (say("nothing that is recorded"),)
        ]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Compare two result documents."""
    old, new = _verdicts(before), _verdicts(after)
    checks = tuple(
        (name, *_told(old.get(name), new.get(name))) for name in {**old, **new} if old.get(name) != new.get(name)
    )
    fields = tuple(
        (name, before.get(name), after.get(name)) for name in _DERIVED if before.get(name) != after.get(name)
    )
    points = before["points"], after["points"]
    return Changes(points, after["max_points"], checks, fields, tuple(_causes(before, after)))


def _verdicts(document: Mapping[str, Any]) -> dict[str, tuple[str, int]]:
    return {check["id"]: (check["outcome"], check["points"]) for check in document["checks"]}


def _told(before: tuple[str, int] | None, after: tuple[str, int] | None) -> tuple[str, str]:
    """Both outcomes; with the points of each where those alone differ."""
    alike = before is not None and after is not None and before[0] == after[0]
    return _said(before, alike), _said(after, alike)


def _said(verdict: tuple[str, int] | None, with_points: bool) -> str:
    if verdict is None:
        return say("not asked")
    outcome, points = verdict
    if not with_points:
        return outcome
    return say_n("{outcome} with {n} point", "{outcome} with {n} points", points, outcome=outcome)


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    causes = []
    if before["sha256"] != after["sha256"]:
        causes.append(say("the submission itself"))
    elif before["source"] != after["source"]:
        causes.append(say("the code in the document, which is not that of the file"))
    if before["seed"] != after["seed"]:
        causes.append(say("the seed ({seed}, now {seed2})", seed=before["seed"], seed2=after["seed"]))
    if before["sandbox"] != after["sandbox"]:
        causes.append(say("the sandbox or its limits"))
    for name in sorted({**before["versions"], **after["versions"]}):
        was, now = before["versions"].get(name, "none"), after["versions"].get(name, "none")
        if was != now:
            causes.append(say("{name} ({was}, now {now})", name=name, was=was, now=now))
    return causes


def stripped(document: Mapping[str, Any]) -> dict[str, Any]:
    """A document without its times: two runs with the same seed, file and versions give equal ones."""
    found = {key: value for key, value in document.items() if key not in _TIMES}
    found["checks"] = [{k: v for k, v in check.items() if k not in _TIMES} for check in document["checks"]]
    return found


# --- documents that came from a file ---------------------------------------------------------------------

_FIELDS: dict[str, type | tuple[type, ...]] = {
    "task": str,
    "submission": str,
    "student": str,
    "status": str,
    "source": str,
    "cells": list,
    "seed": int,
    "checks": list,
    "points": int,
    "max_points": int,
    "score": (int, float),
    "passed": bool,
    "versions": dict,
    "sha256": str,
    "sandbox": dict,
}
_CHECK: dict[str, type] = {"id": str, "outcome": str, "points": int, "max_points": int}


def require_document(value: Any, where: str) -> dict[str, Any]:
    """A result document that came from a file, its fields of the right kinds. Raises UsageError where it is none."""
    from grader.results import SCHEMA, Outcome, Status

    if not isinstance(value, dict) or value.get("schema") != SCHEMA:
        raise UsageError(say("{where} holds no result of the form {schema}.", where=where, schema=SCHEMA))
    wrong = [name for name, kind in _FIELDS.items() if not _is(value.get(name), kind)]
    if not wrong:
        wrong += ["status"] * (value["status"] not in {member.value for member in Status})
        wrong += ["language"] * (not isinstance(value.get("language", ""), str))
        wrong += ["checks"] * (not all(_is_check(check, {m.value for m in Outcome}) for check in value["checks"]))
        wrong += ["cells"] * (not all(_is_cell(cell) for cell in value["cells"]))
        wrong += ["seed"] * (not 0 <= value["seed"] < 2**31)
        only = value.get("only", [])
        wrong += ["only"] * (not (isinstance(only, list) and all(isinstance(name, str) for name in only)))
    if wrong:
        raise UsageError(
            say(
                "{where} holds no result of the form {schema}: {fields} is missing or of the wrong kind.",
                where=where,
                schema=SCHEMA,
                fields=", ".join(wrong),
            )
        )
    return value


def _is(value: Any, kind: type | tuple[type, ...]) -> bool:
    """``isinstance``, but a truth value is no number."""
    return isinstance(value, kind) and (kind is bool or not isinstance(value, bool))


def _is_check(check: Any, outcomes: set[str]) -> bool:
    return (
        isinstance(check, dict)
        and all(_is(check.get(name), kind) for name, kind in _CHECK.items())
        and check["outcome"] in outcomes
    )


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, list) and len(cell) == 3 and all(_is(number, int) for number in cell)
