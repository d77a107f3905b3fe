"""A batch on more than one machine, by ``dask.distributed``: the same function for each submission.

Each Dask worker process keeps one warm worker, made by a worker plugin. Ledger and reports stay with
the client.
"""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader import __version__, catalog
from grader.batch import Job
from grader.engine import unreadable
from grader.errors import Unreadable, UsageError
from grader.executors import Warmth, faulty, grade_file, needed, outcome_word, signed
from grader.progress import Progress
from grader.sandbox import choose
from grader.submission import MAX_NOTEBOOK, read
from grader.words import SOURCE, say

_PLUGIN = "grader-warmth"
_AHEAD = 2  # submissions under way for each thread of a worker
_ANSWER_SECONDS = 20
_LOOK_SECONDS = 5.0
_PATIENCE = 120.0  # seconds without any worker, after which nobody waits any more


def _warm_plugin(sandbox: str, warm: bool) -> Any:
    """A worker plugin that keeps one warm worker in each Dask worker process."""
    from distributed import WorkerPlugin

    class WarmthPlugin(WorkerPlugin):
        name = _PLUGIN

        def setup(self, worker: Any) -> None:
            worker.grader_warmth = Warmth(choose(sandbox), warm)
            worker.grader_lock = threading.Lock()

        def teardown(self, worker: Any) -> None:
            worker.grader_warmth.close()

    return WarmthPlugin()


def grade_elsewhere(
    task: str, name: str, content: bytes, seed: int, timeout: float | None, language: str = SOURCE
) -> dict[str, Any]:
    """What a Dask worker does: the file's bytes came with the call, the result document goes back."""
    import tempfile

    from distributed import get_worker

    worker: Any = get_worker()
    found = catalog.find(task)
    with worker.grader_lock, tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return grade_file(found, path, worker.grader_warmth, seed, timeout, language=language)


class Dask:
    """A ``dask.distributed`` cluster; ledger and reports stay here, with the client.

    A worker that dies loses nothing: the scheduler gives its submissions to others. Raises UsageError
    where dask.distributed is not installed, the scheduler does not answer or all workers are gone.
    """

    def __init__(
        self, address: str, seed: int, timeout: float | None, sandbox: str, warm: bool, language: str = SOURCE
    ) -> None:
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
        self._client.register_plugin(_warm_plugin(sandbox, warm))
        self._seed = seed
        self._timeout = timeout
        self._language = language
        self._done: queue.SimpleQueue[Any] = queue.SimpleQueue()

    def results(
        self, jobs: list[Job], stop: threading.Event, progress: Progress
    ) -> Iterator[tuple[Job, dict[str, Any]]]:
        """Keeps a few submissions per worker thread under way, so that memory stays small."""
        waiting = iter(sorted(jobs, key=needed))
        width = max(_AHEAD * sum(self._client.nthreads().values()), 1)
        under_way: dict[Any, Job] = {}
        while True:
            while len(under_way) < width and not stop.is_set():
                job = next(waiting, None)
                if job is None:
                    break
                progress.begin(job.row, job.handed.source)
                document = _unsent(job)
                if document is None:
                    under_way[self._submit(job)] = job
                else:
                    progress.end(job.row, outcome_word(document))
                    yield job, signed(job, document)
            if not under_way:
                return
            future = self._next()
            job = under_way.pop(future)
            document = self._document(future, job)
            progress.end(job.row, outcome_word(document))
            yield job, signed(job, document)

    def abandon(self) -> None:
        """Nothing more is started; what runs on the workers is forgotten."""

    def close(self) -> None:
        with contextlib.suppress(OSError, TimeoutError):  # the scheduler may be gone
            self._client.close(timeout=_ANSWER_SECONDS)

    def _submit(self, job: Job) -> Any:
        path = job.handed.path
        future = self._client.submit(
            grade_elsewhere,
            job.handed.task.name,
            path.name,
            path.read_bytes(),
            self._seed,
            self._timeout,
            self._language,
            pure=False,
            retries=1,
        )
        future.add_done_callback(self._done.put)
        return future

    def _next(self) -> Any:
        """The next future that has ended. Raises UsageError where there is nobody left to do the work."""
        idle = 0.0
        while True:
            try:
                return self._done.get(timeout=_LOOK_SECONDS)
            except queue.Empty:
                idle = 0.0 if self._workers() else idle + _LOOK_SECONDS
            if idle >= _PATIENCE:
                raise UsageError(
                    say(
                        "The scheduler {address} has had no workers for {patience:.0f} seconds. What was graded "
                        "is kept; the same command goes on from there.",
                        address=self._address,
                        patience=_PATIENCE,
                    )
                )

    def _workers(self) -> int:
        try:
            return len(self._client.nthreads())
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
            return faulty(job.handed.task, job.handed.path.name, told).document()


def _unsent(job: Job) -> dict[str, Any] | None:
    """The result of a file that is not worth sending: gone, or beyond any limit."""
    with contextlib.suppress(OSError):  # reading it says the same in words
        if job.handed.path.stat().st_size <= MAX_NOTEBOOK:
            return None
    try:
        read(job.handed.path)
    except Unreadable as problem:
        return unreadable(job.handed.task, job.handed.path.name, str(problem), problem.hint).document()
    return None


def _version() -> str:
    return __version__
