"""A folder of submissions -> a result for each, resumable.

The main path is ``run``: read the folder, leave out what is already graded, grade the rest with one
warm worker per job, write each result to the ledger as it ends, and render what changed.
"""

from __future__ import annotations

import functools
import hashlib
import os
import queue
import re
import secrets
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader import __version__, catalog, engine
from grader.errors import Unreadable, UsageError
from grader.intake import Handed, Reading, read_folder
from grader.ledger import Ledger, LedgerError
from grader.progress import Progress
from grader.results import Status
from grader.sandbox import Backend, choose
from grader.submission import read
from grader.task import Task

FAULT_TRIES = 2  # a fault of ours is tried once more, then listed


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


@dataclass
class Summary:
    """What a batch came to."""

    reading: Reading
    seed: int
    graded: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)
    interrupted: bool = False
    left: int = 0


@dataclass(frozen=True)
class Job:
    handed: Handed
    grade_key: str

    @property
    def row(self) -> tuple[str, str, str]:
        return self.handed.person.key, self.handed.task.name, self.handed.source


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
        _grade_all(todo, settings, seed, backend, ledger, summary, progress(len(todo)))
        return summary
    finally:
        ledger.close()


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
    parts = (content, handed.path.name, task_digest(handed.task.name), str(seed), __version__, str(settings.timeout))
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
    todo: list[Job],
    settings: Settings,
    seed: int,
    backend: Backend,
    ledger: Ledger,
    summary: Summary,
    progress: Progress,
) -> None:
    """Threads wait for their workers' answers and judge them; results are written by this one."""
    for task in {job.handed.task for job in todo}:  # before the threads: an import is not one step
        catalog.checks(task)
        catalog.oracle(task)
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in sorted(todo, key=lambda job: _tools(job.handed.task)):
        waiting.put(job)
    finished: queue.SimpleQueue[tuple[int, Job, dict[str, Any] | BaseException] | None] = queue.SimpleQueue()
    stop = threading.Event()
    count = min(settings.jobs or automatic_jobs(todo), max(len(todo), 1))
    workers = [
        threading.Thread(
            target=_work, args=(number, waiting, finished, stop, settings, seed, backend, progress), daemon=True
        )
        for number in range(count)
    ]
    for worker in workers:
        worker.start()
    try:
        _collect(count, finished, ledger, summary, settings.out, progress, stop)
    finally:
        stop.set()
        for worker in workers:
            worker.join(timeout=10)
        progress.close()
    summary.left = len(todo) - summary.graded


def _collect(
    running: int,
    finished: queue.SimpleQueue[Any],
    ledger: Ledger,
    summary: Summary,
    out: Path,
    progress: Progress,
    stop: threading.Event,
) -> None:
    while running:
        try:
            item = finished.get()
            if item is None:
                running -= 1
                continue
            worker, job, result = item
            if isinstance(result, BaseException):
                raise result
            assert isinstance(job, Job)
            ledger.record(*job.row, job.grade_key, result)
            _write_report(out, job, result)
            summary.graded += 1
            if result["status"] == Status.GRADER_FAULT.value:
                summary.faults.append(f"{job.handed.source}: {result['message'] or 'a check of ours failed'}")
            progress.end(worker, outcome_word(result))
        except KeyboardInterrupt:
            if stop.is_set():
                raise
            summary.interrupted = True
            stop.set()


def outcome_word(document: dict[str, Any]) -> str:
    if document["status"] != Status.GRADED.value:
        return str(document["status"]).replace("_", " ")
    return "passed" if document["passed"] else "not passed"


def _work(
    number: int,
    waiting: queue.SimpleQueue[Job],
    finished: queue.SimpleQueue[Any],
    stop: threading.Event,
    settings: Settings,
    seed: int,
    backend: Backend,
    progress: Progress,
) -> None:
    """One job after another, in a warm worker that is replaced when the tools change."""
    warm = None
    tools: tuple[str, ...] = ()
    try:
        while not stop.is_set():
            try:
                job = waiting.get_nowait()
            except queue.Empty:
                return
            progress.begin(number, job.handed.source)
            if settings.warm and (warm is None or tools != _tools(job.handed.task)):
                if warm is not None:
                    warm.close()
                tools = _tools(job.handed.task)
                warm = _warm(backend, tools)
            finished.put((number, job, _grade(job, warm or backend, settings, seed)))
    except BaseException as error:
        finished.put((number, None, error))
    finally:
        if warm is not None:
            warm.close()
        finished.put(None)


def _tools(task: Task) -> tuple[str, ...]:
    return tuple(sorted(task.tools))


def _warm(backend: Backend, tools: tuple[str, ...]) -> Any:
    """A warm worker for tasks with these tools, or None where the machine can have none."""
    from grader.sandbox.warm import PRELOAD, Warm

    files: dict[str, Path] = {}
    for task in catalog.tasks():
        files.update({f"{task.name}/{name}": path for name, path in engine.public_files(task).items()})
    warm = Warm(backend, files, tuple(name for tool in tools for name in PRELOAD.get(tool, ())))
    return None if warm.unavailable() else warm


def _grade(job: Job, backend: Backend, settings: Settings, seed: int) -> dict[str, Any]:
    """The result document of one job; a fault of ours is tried again."""
    task = job.handed.task
    for _ in range(FAULT_TRIES):
        try:
            submission = read(job.handed.path)
        except Unreadable as problem:
            result = engine.unreadable(task, job.handed.path.name, str(problem), problem.hint)
        else:
            result = engine.grade(task, submission, backend, seed=seed, call_seconds=settings.timeout)
        if result.status is not Status.GRADER_FAULT:
            break
    document = result.document()
    document["student"] = job.handed.person.name
    document["submission"] = job.handed.source
    return document


def automatic_jobs(todo: Iterable[Job]) -> int:
    """As many jobs as cores, and no more than memory holds: a worker may use its task's limit."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    heaviest = max((job.handed.task.limits.memory_mb for job in todo), default=1)
    memory = psutil.virtual_memory().available >> 20
    return max(1, min(cores, memory // heaviest))


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
