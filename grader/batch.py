"""A folder of submissions -> a result for each, resumable.

The main path is ``run``: read the folder, leave out what is already graded, grade the rest with one
warm worker per job, write each result to the ledger as it ends, and render what changed.
"""

from __future__ import annotations

import functools
import hashlib
import re
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from grader import __version__, catalog, changes
from grader.changes import Changes
from grader.errors import UsageError
from grader.gradebook import store_reading
from grader.hints import limited
from grader.intake import Handed, Reading, read_folder
from grader.ledger import Ledger, LedgerError
from grader.progress import Progress
from grader.results import Status
from grader.sandbox import Backend, choose


@dataclass(frozen=True)
class Settings:
    """What a batch was told. ``jobs`` of 0 means as many as cores and memory allow."""

    folder: Path
    out: Path
    task: str = ""
    roster: Path | None = None
    jobs: int = 0
    seed: int | None = None
    timeout: float | None = None
    sandbox: str = "auto"
    regrade: bool = False
    warm: bool = True
    attempts: str = "latest"
    scheduler: str = ""
    hints: str = "explain"


@dataclass
class Summary:
    """What a batch came to."""

    reading: Reading
    seed: int
    graded: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)
    changed: list[tuple[str, Changes]] = field(default_factory=list)
    interrupted: bool = False
    left: int = 0


@dataclass(frozen=True)
class Job:
    handed: Handed
    grade_key: str

    @property
    def row(self) -> tuple[str, str, str]:
        return self.handed.person.key, self.handed.task.name, self.handed.source


class Executor(Protocol):
    """Something that grades jobs, here or elsewhere, and yields each result as it comes."""

    def results(
        self, jobs: list[Job], stop: threading.Event, progress: Progress
    ) -> Iterator[tuple[Job, dict[str, Any]]]: ...

    def close(self) -> None: ...


def understand(settings: Settings) -> Reading:
    """Read the folder; archives are unpacked under OUT. Raises UsageError."""
    only = catalog.find(settings.task) if settings.task else None
    return read_folder(settings.folder, catalog.tasks(), only, settings.roster, settings.out / "unpacked")


def run(settings: Settings, progress: Callable[[int], Progress] = Progress) -> Summary:
    """Grade everything that needs it. Raises GraderError where nothing more can be done."""
    backend = choose(settings.sandbox)
    if settings.sandbox == "auto" and backend.name == "none":
        raise UsageError(
            "No sandbox works here, and a batch runs other people's code. 'grader doctor' says what to install; "
            "--sandbox none grades without one all the same."
        )
    _prepare(settings.out)
    ledger = Ledger(settings.out / "ledger.sqlite")
    try:
        reading = understand(settings)
        stored = int(ledger.meta("seed", str(secrets.randbelow(2**31))))
        seed = stored if settings.seed is None else settings.seed
        ledger.set_meta("seed", str(seed))
        summary = Summary(reading, seed)
        chosen = reading.current() if settings.attempts == "latest" else reading.handed
        jobs = [Job(handed, grade_key(handed, seed, settings)) for handed in chosen]
        ledger.forget_all_but({job.row for job in jobs})
        known = {} if settings.regrade else ledger.keys()
        todo = [job for job in jobs if known.get(job.row) != job.grade_key]
        summary.unchanged = len(jobs) - len(todo)
        store_reading(ledger, reading)
        if todo:
            executor = _executor(settings, seed, backend)
            _grade_all(todo, executor, ledger, summary, settings.out, progress(len(todo)), settings.hints)
        return summary
    finally:
        ledger.close()


def _executor(settings: Settings, seed: int, backend: Backend) -> Executor:
    from grader import executors

    if settings.scheduler:
        return executors.Dask(settings.scheduler, seed, settings.timeout, settings.sandbox, settings.warm)
    return executors.Local(backend, settings.jobs, seed, settings.timeout, settings.warm)


def _prepare(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UsageError(f"The output folder {out} cannot be written: {error.strerror}.") from error


# --- what a result depends on ------------------------------------------------------------------------


def grade_key(handed: Handed, seed: int, settings: Settings) -> str:
    """A digest of everything that a result depends on; the same key, the same result."""
    try:
        content = hashlib.sha256(handed.path.read_bytes()).hexdigest()
    except OSError:
        content = "unreadable"
    parts = (
        content,
        handed.path.name,
        task_digest(handed.task.name),
        str(seed),
        __version__,
        str(settings.timeout),
        settings.hints,
    )
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@functools.cache
def task_digest(name: str) -> str:
    """A digest of a task's and its oracle's files."""
    task = catalog.find(name)
    digest = hashlib.sha256()
    files = [catalog.path_of(task, part) for part in ("task.py", "checks.py", "calibration.json")]
    for path in [*files, catalog.path_of(task, "oracle.py", kind="reference")]:
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()


# --- the work -----------------------------------------------------------------------------------------


def _grade_all(
    todo: list[Job], executor: Executor, ledger: Ledger, summary: Summary, out: Path, progress: Progress, hints: str
) -> None:
    """Write each result as it ends. The first Ctrl-C lets what is running end, a second one does not."""
    stop = threading.Event()
    results = executor.results(todo, stop, progress)
    try:
        while True:
            try:
                job, document = next(results)
            except StopIteration:
                return
            except KeyboardInterrupt:
                if stop.is_set():
                    raise
                summary.interrupted = True
                stop.set()
                continue
            former = ledger.document(*job.row)
            ledger.record(*job.row, job.grade_key, document)
            if former is not None and not (change := changes.between(former, document)).same:
                summary.changed.append((job.handed.source, change))
            _write_report(out, job, limited(document, hints))
            summary.graded += 1
            if document["status"] == Status.GRADER_FAULT.value:
                summary.faults.append(f"{job.handed.source}: {document['message'] or 'a check of ours failed'}")
    finally:
        executor.close()
        progress.close()
        summary.left = len(todo) - summary.graded


# --- what is written ----------------------------------------------------------------------------------


def report_name(person: str, task: str, source: str) -> str:
    """The name of a report's files: letters, digits and a digest; never a path from outside."""
    readable = re.sub(r"[^a-z0-9]+", "-", person.partition("#")[0].casefold().encode("ascii", "ignore").decode()).strip(
        "-"
    )[:40]
    digest = hashlib.sha256("\0".join((person, task, source)).encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{task}-{readable or 'student'}-{digest}"


def _write_report(out: Path, job: Job, document: dict[str, Any]) -> None:
    from grader import report

    folder = out / "reports"
    name = report_name(*job.row)
    try:
        folder.mkdir(exist_ok=True)
        report.write(document, folder / f"{name}.html")
    except OSError as error:
        raise LedgerError(
            f"The report {folder / name}.html cannot be written: {error.strerror}. Its result is kept; "
            "make room and run the same command again."
        ) from error
