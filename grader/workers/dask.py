"""A batch on more than one machine, by ``dask.distributed``: the same function for each submission.

Each Dask worker process keeps one warm worker, which a worker plugin makes. Ledger and reports stay with
the client.
"""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.base.errors import UsageError
from grader.base.language import say
from grader.base.version import __version__
from grader.grading.check import read_or_unreadable
from grader.grading.terms import Terms
from grader.sandbox import choose
from grader.submission.limits import MAX_NOTEBOOK
from grader.submission.source import Submission
from grader.task import catalog
from grader.workers.grade_file import faulty, grade_file, outcome_word, signed
from grader.workers.job import BatchTerms, Graded, Job
from grader.workers.progress import Progress
from grader.workers.warm import Warmth, needed

_PLUGIN = "grader-warmth"
_AHEAD = 2  # submissions under way for each thread of a worker
_ANSWER_SECONDS = 20
_LOOK_SECONDS = 5.0
_PATIENCE = 120.0  # seconds without any worker, after which the batch gives up


def _warm_plugin(sandbox: str, warm: bool) -> Any:
    """A worker plugin that keeps one warm worker in each Dask worker process."""
    from distributed import WorkerPlugin

    expected = __version__

    class WarmthPlugin(WorkerPlugin):
        name = _PLUGIN

        def setup(self, worker: Any) -> None:
            if _version() != expected:  # for workers that join after the client has compared versions
                raise RuntimeError(f"This worker runs grader {_version()}, and the client {expected}.")
            worker.grader_warmth = Warmth(choose(sandbox), warm)
            worker.grader_lock = threading.Lock()

        def teardown(self, worker: Any) -> None:
            worker.grader_warmth.close()

    return WarmthPlugin()


def grade_elsewhere(task: str, name: str, content: bytes, terms: Terms) -> dict[str, Any]:
    """What a Dask worker does: grade the file ``name`` with the bytes ``content``; returns the result document."""
    import tempfile

    from distributed import get_worker

    worker: Any = get_worker()
    found = catalog.find(task)
    with worker.grader_lock, tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return grade_file(found, path, worker.grader_warmth, terms)


class Dask:
    """A ``dask.distributed`` cluster; ledger and reports stay here, with the client.

    A worker that dies loses nothing: the scheduler gives its submissions to others. Raises UsageError
    if dask.distributed is not installed, the scheduler does not answer or all workers are gone.
    """

    def __init__(self, address: str, batch: BatchTerms) -> None:
        try:
            import distributed
        except ImportError:
            raise UsageError(
                say("For --executor dask, install dask.distributed: pip install 'grader[dask]'.")
            ) from None
        self._address = address
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=_ANSWER_SECONDS)
        except (OSError, ValueError) as error:
            raise UsageError(
                say("The scheduler {address} does not answer: {error}.", address=address, error=error)
            ) from error
        others = {where: found for where, found in self._client.run(_version).items() if found != __version__}
        if others:
            self._client.close()
            told = ", ".join(say("{found} on {where}", found=found, where=where) for where, found in others.items())
            raise UsageError(
                say(
                    "The workers run other versions than this grader's {version}: {told}.",
                    version=__version__,
                    told=told,
                )
            )
        self._client.register_plugin(_warm_plugin(batch.sandbox, batch.warm))
        self._terms = batch.terms
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._idle = 0.0
        self._known_threads = 0
        self._look_again = 0.0

    def results(self, jobs: list[Job], stop: threading.Event, progress: Progress) -> Iterator[Graded]:
        """Keeps only a few submissions per worker thread under way, so that memory stays small."""
        waiting = iter(sorted(jobs, key=needed))
        under_way: dict[Any, Job] = {}
        while True:
            width = self._width()
            while len(under_way) < width and not stop.is_set():
                job = next(waiting, None)
                if job is None:
                    break
                progress.begin(job.row, job.source)
                document = _unsent(job, self._terms)
                if document is None:
                    under_way[self._submit(job)] = job
                else:
                    progress.end(job.row, outcome_word(document))
                    yield Graded(job, signed(job, document))
            if not under_way:
                return
            future = self._next()
            if future is None:
                continue
            job = under_way.pop(future)
            document = self._document(future, job)
            progress.end(job.row, outcome_word(document))
            yield Graded(job, signed(job, document))

    def abandon(self) -> None:
        """Nothing more is started; what runs on the workers is forgotten."""

    def close(self) -> None:
        with contextlib.suppress(OSError, TimeoutError):  # the scheduler may be gone
            self._client.close(timeout=_ANSWER_SECONDS)

    def _submit(self, job: Job) -> Any:
        content = job.path.read_bytes()
        future = self._client.submit(
            grade_elsewhere, job.task.name, job.path.name, content, self._terms, pure=False, retries=1
        )
        future.add_done_callback(self._done.put)
        return future

    def _next(self) -> Any:
        """The next future that has ended; None from time to time, so that new workers get submissions.

        Raises UsageError if there has been no worker for a while.
        """
        with contextlib.suppress(queue.Empty):
            found = self._done.get(timeout=_LOOK_SECONDS)
            self._idle = 0.0
            return found
        self._idle = 0.0 if self._threads() else self._idle + _LOOK_SECONDS
        if self._idle >= _PATIENCE:
            raise UsageError(
                say(
                    "The scheduler {address} has had no workers for {patience:.0f} seconds. What was graded "
                    "is kept; the same command goes on from there.",
                    address=self._address,
                    patience=_PATIENCE,
                )
            )
        return None

    def _width(self) -> int:
        """How many submissions to keep under way. Workers come and go, and often start after the client."""
        now = time.monotonic()
        if now >= self._look_again:
            self._look_again = now + _LOOK_SECONDS
            self._known_threads = self._threads()
        return max(_AHEAD * self._known_threads, 1)

    def _threads(self) -> int:
        try:
            return sum(self._client.nthreads().values())
        except (OSError, TimeoutError, RuntimeError, ValueError):  # the connection is gone
            return 0

    def _document(self, future: Any, job: Job) -> dict[str, Any]:
        if future.status == "cancelled":
            raise UsageError(
                say(
                    "The connection to the scheduler {address} was lost. What was graded is kept; the same "
                    "command goes on from there.",
                    address=self._address,
                )
            )
        try:
            return dict(future.result())
        except Exception as error:  # what a worker raised, or that it died again and again
            told = f"{type(error).__name__}: {error}"
            return faulty(job.task, job.path.name, told).document()


def _unsent(job: Job, terms: Terms) -> dict[str, Any] | None:
    """The result of a file that cannot be sent: it is gone or too large. None if it can."""
    with contextlib.suppress(OSError):  # below, reading it raises the same as a sentence
        if job.path.stat().st_size <= MAX_NOTEBOOK:
            return None
    found = read_or_unreadable(job.task, job.path, terms)
    return None if isinstance(found, Submission) else found.document()


def _version() -> str:
    return __version__
