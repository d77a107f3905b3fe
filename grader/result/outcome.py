"""The closed set of outcomes, and the verdict of one check."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from typing import Any

from grader.base.language import mark


class Outcome(str, enum.Enum):
    """The outcome of a check, from best to worst; only PASS gives points."""

    PASS = "pass"
    FAIL = "fail"
    ERROR = "error"
    TIMEOUT = "timeout"
    MEMORY = "memory"
    CRASH = "crash"
    SKIPPED = "skipped"
    FAULT = "fault"


class Status(str, enum.Enum):
    GRADED = "graded"
    UNREADABLE = "unreadable"
    GRADER_FAULT = "grader_fault"


# Outcomes and statuses as people read them; documents and stylesheets keep the English names.
OUTCOME_WORDS = {
    "pass": mark("passed"),
    "fail": mark("failed"),
    "error": mark("error"),
    "timeout": mark("timed out"),
    "memory": mark("out of memory"),
    "crash": mark("crashed"),
    "skipped": mark("skipped"),
    "fault": mark("grader fault"),
}

STATUS_WORDS = {
    "passed": mark("passed"),
    "not passed": mark("not passed"),
    "unreadable": mark("unreadable"),
    "grader fault": mark("grader fault"),
}

# The entries of a document's ``versions`` that are not packages.
VERSION_WORDS = {
    "grader_code": mark("the grader's code"),
    "task": mark("the task's version"),
    "task_files": mark("the task's files"),
}


@dataclass(frozen=True)
class Difference:
    """Two arrays of one shape that should agree, and where they differ. A picture is drawn from it."""

    came: Any
    expected: Any
    wrong: Any


@dataclass(frozen=True)
class Verdict:
    """A judge's answer. ``mistake`` is the name of the known mistake that fits, if one does."""

    outcome: Outcome
    message: str = ""
    hint: str = ""
    mistake: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    difference: Difference | None = field(default=None, compare=False, repr=False)


class Failed(Exception):
    """Raised by a judge if the answer is wrong; carries the verdict."""

    def __init__(
        self,
        message: str,
        hint: str = "",
        mistake: str = "",
        outcome: Outcome = Outcome.FAIL,
        evidence: dict[str, Any] | None = None,
        difference: Difference | None = None,
    ) -> None:
        super().__init__(message)
        self.verdict = Verdict(outcome, message, hint, mistake, evidence or {}, difference)


def passed(message: str = "", **evidence: Any) -> Verdict:
    return Verdict(Outcome.PASS, message, evidence=evidence)
