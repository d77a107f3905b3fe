"""TODO."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from grader.instructor.intake.handed import Handed
from grader.instructor.store.ledger import Row
from grader.workers.progress import Progress


@dataclass(frozen=True)
class Job:
    handed: Handed
    grade_key: str

    @property
    def row(self) -> Row:
        return self.handed.person.key, self.handed.task.name, self.handed.source

    @property
    def report_name(self) -> str:
        return f"{report_name(*self.row)}.html"


@dataclass(frozen=True)
class Graded:
    """A result and what came of writing its report; None where that is still to be done."""

    job: Job
    document: dict[str, Any]
    reported: Reported | None = None


class Executor(Protocol):
    """Something that grades jobs, here or elsewhere, and yields each result as it comes."""

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
class Terms:
    """How a batch's submissions are graded and told of; ``sandbox`` is the name of a back end."""

    seed: int
    timeout: float | None
    sandbox: str
    warm: bool
    pictures: bool
    hints: str
    language: str


@dataclass(frozen=True)
class Assignment:
    """One submission for a judge: its report goes to ``report``, its worker should have imported ``load``."""

    task: str
    path: str
    student: str
    source: str
    report: str
    load: tuple[str, ...]


@dataclass(frozen=True)
class Reported:
    """What came of writing a report: nothing, or why the place cannot be written, or a fault of ours."""

    unwritable: str = ""
    fault: str = ""
