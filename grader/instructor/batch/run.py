"""A folder of submissions -> a result for each, resumable.

The main path is ``run``: read the folder, leave out what is already graded, have the rest graded by the
executor, whose processes also write the reports, and write each result to the ledger when it is there.
"""

from __future__ import annotations

import contextlib
import secrets
import signal
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.base.errors import UsageError
from grader.base.language import SOURCE, catalogue_file, language, say
from grader.grading.provenance import content_digest, grade_key
from grader.grading.terms import Terms
from grader.instructor.grades.stored import store_reading
from grader.instructor.intake.folder import read_folder
from grader.instructor.intake.handed import Handed, Reading
from grader.instructor.intake.people import told_apart
from grader.instructor.store import condition
from grader.instructor.store.ledger import Ledger, LedgerError
from grader.result import comparison
from grader.result.comparison import Changes
from grader.result.outcome import Status
from grader.sandbox import Backend, choose
from grader.task import catalog
from grader.workers.job import BatchTerms, Executor, Graded, Job, Reported
from grader.workers.process import finish, write_report
from grader.workers.progress import Progress


@dataclass(frozen=True)
class Settings:
    """The options of a batch. If ``jobs`` is 0, as many as cores and memory allow."""

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
    pictures: bool = False


@dataclass
class Summary:
    """What a batch came to. ``gone`` counts results of files that are no longer in the folder,
    ``vanished`` names files that were there at the beginning and not when their turn came. ``note`` says what
    became of a ledger that could not be used.
    """

    reading: Reading
    seed: int
    graded: int = 0
    unchanged: int = 0
    faults: list[str] = field(default_factory=list)
    changed: list[tuple[str, Changes]] = field(default_factory=list)
    interrupted: bool = False
    left: int = 0
    gone: int = 0
    vanished: list[str] = field(default_factory=list)
    note: str = ""


def understand(settings: Settings, unpack_to: Path) -> Reading:
    """Read the folder; archives are unpacked to ``unpack_to``. Raises UsageError."""
    only = catalog.find(settings.task) if settings.task else None
    return read_folder(settings.folder, catalog.tasks(), only, settings.roster, unpack_to)


def run(settings: Settings, progress: Callable[[int], Progress] = Progress) -> Summary:
    """Grade everything that needs it. Raises GraderError if the batch cannot go on."""
    backend = choose(settings.sandbox)
    if settings.sandbox == "auto" and backend.name == "none":
        raise UsageError(
            say(
                "No sandbox works here, and a batch runs other people's code. 'grader doctor' says what to install; "
                "--sandbox none grades without one all the same."
            )
        )
    _prepare(settings.out)
    with _alone_in(settings.out):
        for part in (settings.out / "reports").glob(".*.part"):  # of a process that was killed while it wrote
            part.unlink(missing_ok=True)
        told = condition.set_aside(settings.out / "ledger.sqlite")
        ledger = Ledger(settings.out / "ledger.sqlite")
        try:
            summary = _run(settings, backend, ledger, progress)
            summary.note = told
            return summary
        finally:
            ledger.close()


def _run(settings: Settings, backend: Backend, ledger: Ledger, progress: Callable[[int], Progress]) -> Summary:
    reading = understand(settings, settings.out / "unpacked")
    stored = int(ledger.meta("seed", str(secrets.randbelow(2**31))))
    seed = stored if settings.seed is None else settings.seed
    ledger.set_meta("seed", str(seed))
    summary = Summary(reading, seed)
    chosen = reading.current() if settings.attempts == "latest" else reading.handed
    fence = settings.sandbox if settings.scheduler else backend.name
    fence += " with pictures" * settings.pictures
    if language() != SOURCE:
        fence += f" in {language()} {content_digest(Path(catalogue_file(language())))}"
    names = told_apart(reading.people())
    jobs = [_job(handed, names, seed, settings.timeout, fence) for handed in chosen]
    summary.gone = ledger.set_aside_all_but({job.row for job in jobs})
    known = ledger.keys()
    todo = [job for job in jobs if settings.regrade or known.get(job.row) != job.grade_key]
    summary.unchanged = len(jobs) - len(todo)
    store_reading(ledger, reading)
    unchanged = [job for job in jobs if known.get(job.row) == job.grade_key]
    _write_missing_reports(unchanged, ledger, settings)
    if todo:
        executor = _executor(settings, seed, backend)
        _grade_all(todo, executor, ledger, summary, settings, progress(len(todo)))
    return summary


def _job(handed: Handed, names: dict[str, str], seed: int, timeout: float | None, fence: str) -> Job:
    key = grade_key(handed.path, handed.task, seed, timeout, fence)
    return Job(handed.path, handed.task, handed.person.key, names[handed.person.key], handed.source, key)


@contextlib.contextmanager
def _alone_in(out: Path) -> Iterator[None]:
    """Keeps a second batch from writing to the same folder. The system releases the lock when this process ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    with (out / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UsageError(
                say(
                    "Another batch is writing to {out}. Wait until it ends, or name another folder with --out.", out=out
                )
            ) from None
        yield


def _executor(settings: Settings, seed: int, backend: Backend) -> Executor:
    terms = Terms(seed=seed, call_seconds=settings.timeout, pictures=settings.pictures, language=language())
    if settings.scheduler:
        from grader.workers.dask import Dask

        return Dask(settings.scheduler, BatchTerms(terms, settings.sandbox, settings.warm, settings.hints))
    from grader.workers.local import Local

    batch = BatchTerms(terms, backend.name, settings.warm, settings.hints)
    return Local(settings.jobs, batch, settings.out / "reports")


def _prepare(out: Path) -> None:
    try:
        (out / "reports").mkdir(parents=True, exist_ok=True)
        probe = out / ".writable"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise UsageError(
            say("The output folder {out} cannot be written: {strerror}.", out=out, strerror=error.strerror)
        ) from error


def _grade_all(
    todo: list[Job], executor: Executor, ledger: Ledger, summary: Summary, settings: Settings, progress: Progress
) -> None:
    """Write each result when it is there. The first Ctrl-C lets running submissions end, a second one stops them."""
    stop = threading.Event()
    try:
        with _interruptible(stop, progress):
            for graded in executor.results(todo, stop, progress):
                _keep(graded, ledger, summary, settings)
    except KeyboardInterrupt:
        executor.abandon()
    except BaseException:  # the rest must not be graded for nothing
        executor.abandon()
        raise
    finally:
        summary.left = len(todo) - summary.graded
        summary.interrupted = stop.is_set()
        stop.set()
        progress.close()
        executor.close()


def _keep(graded: Graded, ledger: Ledger, summary: Summary, settings: Settings) -> None:
    """Write the report, then the ledger: if killed between them, the submission is graded again, and both agree."""
    job, document, reported = graded.job, graded.document, graded.reported
    if reported is None:
        document, reported = finish(document, settings.out / "reports" / job.report_name, settings.hints)
    former = ledger.document(job.row)
    if former is not None and not (change := comparison.between(former, document)).same:
        summary.changed.append((job.source, change))
    key = job.grade_key
    if document["status"] == Status.UNREADABLE.value and not job.path.is_file():
        key = ""  # when it is there again, it is graded
        summary.vanished.append(job.source)
    ledger.record(job.row, key, document)
    if reported.unwritable:
        raise _unwritable(settings.out, reported)
    if reported.fault:
        summary.faults.append(
            say("{source}: its report could not be made: {error}", source=job.source, error=reported.fault)
        )
    summary.graded += 1
    if document["status"] == Status.GRADER_FAULT.value:
        summary.faults.append(f"{job.source}: {document['message'] or _first_fault(document)}")


def _unwritable(out: Path, reported: Reported) -> LedgerError:
    return LedgerError(
        say(
            "The reports in {out} cannot be written: {strerror}. The results are kept; make room or mend the "
            "permissions and run the same command again.",
            out=out,
            strerror=reported.unwritable,
        )
    )


def _first_fault(document: dict[str, Any]) -> str:
    return next(
        (str(check["message"]) for check in document["checks"] if check["outcome"] == "fault"), say("no reason")
    )


@contextlib.contextmanager
def _interruptible(stop: threading.Event, progress: Progress) -> Iterator[None]:
    """Ctrl-C sets ``stop``; the second one raises KeyboardInterrupt."""
    if threading.current_thread() is not threading.main_thread():  # signals are the main thread's
        yield
        return

    def interrupt(number: int, frame: object) -> None:
        if stop.is_set():
            raise KeyboardInterrupt
        stop.set()
        progress.say("Stopping: what is being graded is finished first. Ctrl-C again stops at once.")

    former = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, former)


def _write_missing_reports(unchanged: list[Job], ledger: Ledger, settings: Settings) -> None:
    """Write the reports of unchanged results again if they are missing (deleted, or the disk was full) or if ``--hints``
    has changed.
    """
    reports = settings.out / "reports"
    there: set[str] = set()
    if ledger.meta("hints", settings.hints) == settings.hints:
        there = {path.name for path in reports.iterdir()}
    for job in unchanged:
        if job.report_name not in there:
            document = ledger.document(job.row)
            if document is None:
                continue
            pictures = ledger.pictures(job.row)
            shown = {**document, "pictures": pictures} if pictures else document
            reported = write_report(shown, reports / job.report_name, settings.hints)
            if reported.unwritable:
                raise _unwritable(settings.out, reported)
    ledger.set_meta("hints", settings.hints)
