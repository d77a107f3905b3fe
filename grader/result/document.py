"""The closed set of outcomes, the verdict of one check and the result document of a submission."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

from grader.result.outcome import Outcome, Status

SCHEMA = "grader.result/1"


@dataclass(frozen=True)
class CheckResult:
    id: str
    title: str
    kind: str
    outcome: Outcome
    points: int
    max_points: int
    message: str = ""
    hint: str = ""
    seconds: float = 0.0
    required: bool = True
    mistake: str = ""
    lines: tuple[int, ...] = ()
    evidence: dict[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "outcome": self.outcome.value,
            "points": self.points,
            "max_points": self.max_points,
            "message": self.message,
            "hint": self.hint,
            "seconds": round(self.seconds, 4),
            "required": self.required,
            "mistake": self.mistake,
            "lines": list(self.lines),
            "evidence": self.evidence,
        }


@dataclass(frozen=True)
class TaskResult:
    """One judged submission. ``document()`` is the public form, described in docs/result.md."""

    task: str
    slug: str
    title: str
    submission: str
    student: str
    status: Status
    checks: tuple[CheckResult, ...] = ()
    seconds: float = 0.0
    code_seconds: float = 0.0
    seed: int = 0
    sandbox: dict[str, Any] = field(default_factory=dict)
    message: str = ""
    hint: str = ""
    notes: tuple[str, ...] = ()
    output: str = ""
    output_dropped: int = 0
    source: str = ""
    cells: tuple[tuple[int, int, int], ...] = ()
    functions: dict[str, tuple[int, int]] = field(default_factory=dict)
    sha256: str = ""
    versions: dict[str, str] = field(default_factory=dict)
    only: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    language: str = "en"
    timeout: float | None = None
    machine: str = ""
    pictures: tuple[Picture, ...] = ()

    @property
    def points(self) -> int:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> int:
        return sum(check.max_points for check in self.checks)

    @property
    def score(self) -> float:
        return self.points / self.max_points if self.max_points else 0.0

    @property
    def passed(self) -> bool:
        """True if there are checks and every required one passed. A result without verdicts has not passed."""
        required = [check for check in self.checks if check.required]
        return (
            self.status is Status.GRADED and bool(required) and all(check.outcome is Outcome.PASS for check in required)
        )

    @property
    def exit_code(self) -> int:
        if self.status is Status.GRADER_FAULT:
            return 3
        if self.status is Status.UNREADABLE:
            return 2
        return 0 if self.passed else 1

    def advised(self, advice: tuple[str, ...]) -> TaskResult:
        return replace(self, advice=advice)

    def document(self) -> dict[str, Any]:
        """The result document. ``pictures`` is present only if some were drawn: for a report, never for a bare
        check."""
        return {
            "schema": SCHEMA,
            "task": self.task,
            "slug": self.slug,
            "title": self.title,
            "submission": self.submission,
            "student": self.student,
            "status": self.status.value,
            "passed": self.passed,
            "score": round(self.score, 6),
            "points": self.points,
            "max_points": self.max_points,
            "checks": [check.document() for check in self.checks],
            "seconds": round(self.seconds, 3),
            "code_seconds": round(self.code_seconds, 3),
            "seed": self.seed,
            "sandbox": self.sandbox,
            "message": self.message,
            "hint": self.hint,
            "notes": list(self.notes),
            "output": self.output,
            "output_dropped": self.output_dropped,
            "source": self.source,
            "cells": [list(cell) for cell in self.cells],
            "functions": {name: list(span) for name, span in self.functions.items()},
            "sha256": self.sha256,
            "versions": self.versions,
            "only": list(self.only),
            "advice": list(self.advice),
            "language": self.language,
            "timeout": self.timeout,
            "machine": self.machine,
            **({"pictures": [picture.document() for picture in self.pictures]} if self.pictures else {}),
        }

    def json(self, indent: int | None = 2) -> str:
        """The document as JSON in plain ASCII, which every terminal and tool can handle."""
        return document_json(self.document(), indent)


def document_json(document: dict[str, Any], indent: int | None = 2) -> str:
    text = json.dumps(document, indent=indent, ensure_ascii=True, allow_nan=False)
    return text.replace("##[", "\\u0023#[")  # on standard output GitHub's runner would take it for a command


@dataclass(frozen=True)
class Picture:
    """``alt`` says in words and numbers what the picture shows. ``check`` is the failed check that it explains, or
    empty if it belongs to the whole task."""

    title: str
    alt: str
    svg: str
    check: str = ""

    def document(self) -> dict[str, str]:
        return {"title": self.title, "alt": self.alt, "svg": self.svg, "check": self.check}
