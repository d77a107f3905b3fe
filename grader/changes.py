"""What differs between two results of the same submission, and what may have caused it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.errors import UsageError
from grader.words import say, say_n

# What differs from one run to the next without meaning anything.
_TIMES = ("seconds",)


@dataclass(frozen=True)
class Changes:
    """``checks`` holds (id, before, after) of outcomes; ``causes`` says which versions or settings differ."""

    points: tuple[int, int]
    checks: tuple[tuple[str, str, str], ...]
    causes: tuple[str, ...]

    @property
    def same(self) -> bool:
        return self.points[0] == self.points[1] and not self.checks

    def lines(self) -> list[str]:
        """Sentences for a person, the points first."""
        if self.same:
            return [say_n("The grade is the same: {n} points.", "The grade is the same: {n} points.", self.points[1])]
        told = [
            say_n(
                "{points} points before, {n} now.",
                "{points} points before, {n} now.",
                self.points[1],
                points=self.points[0],
            )
        ]
        told += [
            say("{check}: {before} before, {after} now.", check=check, before=before, after=after)
            for check, before, after in self.checks
        ]
        return told + [
            say("Different: {cause}.", cause=cause) for cause in self.causes or (say("nothing that is recorded"),)
        ]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """Compare two result documents."""
    old = {check["id"]: check["outcome"] for check in before["checks"]}
    new = {check["id"]: check["outcome"] for check in after["checks"]}
    checks = tuple(
        (name, old.get(name, say("not asked")), new.get(name, say("not asked")))
        for name in {**old, **new}
        if old.get(name) != new.get(name)
    )
    return Changes((before["points"], after["points"]), checks, tuple(_causes(before, after)))


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    causes = []
    if before["sha256"] != after["sha256"]:
        causes.append(say("the submission itself"))
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


def require_document(value: Any, where: str) -> dict[str, Any]:
    """A result document that came from a file. Raises UsageError where it is none."""
    from grader.results import SCHEMA

    fields = ("task", "submission", "source", "cells", "seed", "checks", "points", "versions", "sha256", "sandbox")
    if not isinstance(value, dict) or value.get("schema") != SCHEMA or any(name not in value for name in fields):
        raise UsageError(say("{where} holds no result of the form {schema}.", where=where, schema=SCHEMA))
    return value
