"""What a batch hands to its workers and gets back: jobs, results, and the terms that hold for all of them."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from grader.grading.terms import Terms, terms_from
from grader.task.declaration import Task
from grader.workers.progress import Progress


@dataclass(frozen=True)
class Job:
    """One file to grade. ``source`` is its path in the folder, for people to read.

    ``person_key`` tells people apart; ``grade_key`` is a digest of all that the result depends on.
    """

    path: Path
    task: Task
    person_key: str
    person_name: str
    source: str
    grade_key: str

    @property
    def row(self) -> tuple[str, str, str]:
        """Person, task and source: the ledger's key."""
        return self.person_key, self.task.name, self.source

    @property
    def report_name(self) -> str:
        return f"{report_name(*self.row)}.html"


@dataclass(frozen=True)
class Graded:
    """A result and what came of writing its report; None if that is still to be done."""

    job: Job
    document: dict[str, Any]
    reported: Reported | None = None


class Executor(Protocol):
    """Something that grades jobs, here or elsewhere, and yields each result when it is there."""

    def results(self, jobs: list[Job], stop: threading.Event, progress: Progress) -> Iterator[Graded]: ...

    def abandon(self) -> None:
        """End what is running, without waiting for it."""

    def close(self) -> None: ...


def report_name(person: str, task: str, source: str) -> str:
    """The name of a report's files: letters, digits and a digest; never a path from outside."""
    readable = re.sub(r"[^a-z0-9]+", "-", person.partition("#")[0].casefold().encode("ascii", "ignore").decode()).strip(
        "-"
    )[:40]
    digest = hashlib.sha256("\0".join((person, task, source)).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{task}-{readable or 'student'}-{digest}"


@dataclass(frozen=True)
class BatchTerms:
    """How all submissions of a batch are graded and reported.

    ``sandbox`` is the name of a back end. ``warm`` keeps a warm worker for each process that grades. ``hints`` is how
    much a report says.
    """

    terms: Terms
    sandbox: str
    warm: bool = True
    hints: str = "explain"

    def document(self) -> dict[str, Any]:
        """As a JSON object; ``batch_terms_from`` reads it."""
        return {**self.__dict__, "terms": self.terms.document()}


def batch_terms_from(document: Mapping[str, Any]) -> BatchTerms:
    """The terms that ``BatchTerms.document`` wrote."""
    return BatchTerms(**{**document, "terms": terms_from(document["terms"])})


@dataclass(frozen=True)
class Assignment:
    """One submission for a grading process.

    Its report is written to ``report``; the process's warm worker should have imported the packages ``load``.
    """

    task: str
    path: str
    student: str
    source: str
    report: str
    load: tuple[str, ...]


@dataclass(frozen=True)
class Reported:
    """What came of writing a report: nothing, or why the place cannot be written, or a fault of the grader."""

    unwritable: str = ""
    fault: str = ""
