"""Where the jobs of a batch are done: in threads of this machine, or on a Dask cluster.

Both call ``grade_file`` for each submission, on a warm worker of their own. A thread here only waits
for its worker's answers and judges them; the students' code runs in the workers' children.
"""

from __future__ import annotations

import contextlib
import os
import queue
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader import catalog, engine
from grader.advice import Advice
from grader.api import public_files
from grader.batch import Job
from grader.errors import Unreadable, UsageError
from grader.progress import Progress
from grader.results import Status
from grader.sandbox import Backend, choose
from grader.sandbox.warm import PRELOAD, Warm
from grader.submission import read
from grader.task import Task

FAULT_TRIES = 2  # a fault of ours is tried once more, then listed


def grade_file(task: Task, path: Path, backend: Backend, seed: int, timeout: float | None) -> dict[str, Any]:
    """The result document of one file; a fault of ours is tried again."""
    for _ in range(FAULT_TRIES):
        try:
            submission = read(path)
        except Unreadable as problem:
            result = engine.unreadable(task, path.name, str(problem), problem.hint)
        else:
            advice = Advice(submission)
            result = engine.grade(task, submission, backend, seed=seed, call_seconds=timeout)
            result = result.advised(advice.lines())
        if result.status is not Status.GRADER_FAULT:
            break
    return result.document()


def signed(job: Job, document: dict[str, Any]) -> dict[str, Any]:
    """The document with the student and the file as the batch knows them."""
    return {**document, "student": job.handed.person.name, "submission": job.handed.source}


def outcome_word(document: dict[str, Any]) -> str:
    if document["status"] != Status.GRADED.value:
        return str(document["status"]).replace("_", " ")
    return "passed" if document["passed"] else "not passed"


def tools_of(task: Task) -> tuple[str, ...]:
    return tuple(sorted(task.tools))


class Warmth:
    """One warm worker, replaced when a task with other tools comes; cold where none can be had."""

    def __init__(self, backend: Backend, warm: bool) -> None:
        self._backend = backend
        self._wanted = warm
        self._tools: tuple[str, ...] = ()
        self._worker: Warm | None = None

    def backend(self, task: Task) -> Backend:
        if not self._wanted:
            return self._backend
        if self._worker is None or self._tools != tools_of(task):
            self.close()
            self._tools = tools_of(task)
            self._worker = self._new(self._tools)
            if self._worker is None:
                self._wanted = False
                return self._backend
        return self._worker

    def _new(self, tools: tuple[str, ...]) -> Warm | None:
        files: dict[str, Path] = {}
        for task in catalog.tasks():
            files.update({f"{task.name}/{name}": path for name, path in public_files(task).items()})
        warm = Warm(self._backend, files, tuple(name for tool in tools for name in PRELOAD.get(tool, ())))
        return None if warm.unavailable() else warm

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


class Local:
    """Threads of this process. ``jobs`` of 0 means as many as cores and memory allow."""

    def __init__(self, backend: Backend, jobs: int, seed: int, timeout: float | None, warm: bool) -> None:
        self._backend = backend
        self._jobs = jobs
        self._seed = seed
        self._timeout = timeout
        self._warm = warm
        self._waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[tuple[Job, dict[str, Any]] | BaseException | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._running = 0

    def results(
        self, jobs: list[Job], stop: threading.Event, progress: Progress
    ) -> Iterator[tuple[Job, dict[str, Any]]]:
        for task in {job.handed.task for job in jobs}:  # before the threads: an import is not one step
            catalog.checks(task)
            catalog.oracle(task)
        for job in sorted(jobs, key=lambda job: tools_of(job.handed.task)):
            self._waiting.put(job)
        count = max(min(self._jobs or automatic_jobs(jobs), len(jobs)), 1)
        for number in range(count):
            thread = threading.Thread(target=self._work, args=(number, stop, progress), daemon=True)
            self._threads.append(thread)
            thread.start()
        self._running = count
        return _Results(self)

    def next_result(self) -> tuple[Job, dict[str, Any]]:
        """Raises StopIteration when all threads have ended, and whatever ended one of them."""
        while self._running:
            item = self._finished.get()
            if item is None:
                self._running -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                return item
        raise StopIteration

    def close(self) -> None:
        for thread in self._threads:
            thread.join(timeout=10)

    def _work(self, number: int, stop: threading.Event, progress: Progress) -> None:
        warmth = Warmth(self._backend, self._warm)
        try:
            while not stop.is_set():
                try:
                    job = self._waiting.get_nowait()
                except queue.Empty:
                    return
                progress.begin(number, job.handed.source)
                task = job.handed.task
                document = grade_file(task, job.handed.path, warmth.backend(task), self._seed, self._timeout)
                progress.end(number, outcome_word(document))
                self._finished.put((job, signed(job, document)))
        except BaseException as error:
            stop.set()
            self._finished.put(error)
        finally:
            warmth.close()
            self._finished.put(None)


class _Results:
    """An iterator that survives a KeyboardInterrupt, which would end a generator."""

    def __init__(self, executor: Local) -> None:
        self._executor = executor

    def __iter__(self) -> _Results:
        return self

    def __next__(self) -> tuple[Job, dict[str, Any]]:
        return self._executor.next_result()


def automatic_jobs(jobs: Iterable[Job]) -> int:
    """As many jobs as cores, and no more than memory holds: a worker may use its task's limit."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    heaviest = max((job.handed.task.limits.memory_mb for job in jobs), default=1)
    memory = psutil.virtual_memory().available >> 20
    return max(1, min(cores, memory // heaviest))


# --- Dask -----------------------------------------------------------------------------------------------

_PLUGIN = "grader-warmth"


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


def grade_elsewhere(task: str, name: str, content: bytes, seed: int, timeout: float | None) -> dict[str, Any]:
    """What a Dask worker does: the file's bytes came with the call, the result document goes back."""
    import tempfile

    from distributed import get_worker

    worker: Any = get_worker()
    found = catalog.find(task)
    with worker.grader_lock, tempfile.TemporaryDirectory(prefix="grader-") as folder:
        path = Path(folder, name)
        path.write_bytes(content)
        return grade_file(found, path, worker.grader_warmth.backend(found), seed, timeout)


class Dask:
    """A ``dask.distributed`` cluster; ledger and reports stay here, with the client.

    A worker that dies loses nothing: the scheduler gives its submissions to others. Raises UsageError
    where dask.distributed is not installed or the scheduler does not answer.
    """

    def __init__(self, address: str, seed: int, timeout: float | None, sandbox: str, warm: bool) -> None:
        try:
            import distributed
        except ImportError:
            raise UsageError("For --executor dask, install dask.distributed: pip install 'grader[dask]'.") from None
        try:
            client: Any = distributed.Client
            self._client = client(address, timeout=20)
        except (OSError, ValueError) as error:
            raise UsageError(f"The scheduler {address} does not answer: {error}.") from error
        self._client.register_plugin(_warm_plugin(sandbox, warm))
        self._seed = seed
        self._timeout = timeout

    def results(
        self, jobs: list[Job], stop: threading.Event, progress: Progress
    ) -> Iterator[tuple[Job, dict[str, Any]]]:
        """Keeps a few submissions per worker thread under way, so that memory stays small."""
        import distributed

        waiting = iter(sorted(jobs, key=lambda job: tools_of(job.handed.task)))
        width = 2 * max(sum(self._client.nthreads().values()), 1)
        under_way: dict[Any, Job] = {}
        as_completed: Any = distributed.as_completed
        completed = as_completed()
        for job in waiting:
            self._submit(job, under_way, completed)
            if len(under_way) >= width:
                break
        for future in completed:
            job = under_way.pop(future)
            document = future.result()
            progress.end(0, outcome_word(document))
            if not stop.is_set():
                following = next(waiting, None)
                if following is not None:
                    self._submit(following, under_way, completed)
            yield job, signed(job, document)

    def close(self) -> None:
        with contextlib.suppress(OSError, TimeoutError):  # the scheduler may be gone
            self._client.close()

    def _submit(self, job: Job, under_way: dict[Any, Job], completed: Any) -> None:
        content = _content(job.handed.path)
        name = job.handed.path.name
        future = self._client.submit(
            grade_elsewhere, job.handed.task.name, name, content, self._seed, self._timeout, pure=False, retries=2
        )
        under_way[future] = job
        completed.add(future)


def _content(path: Path) -> bytes:
    """The file's bytes; what cannot be read is empty, and its result says so."""
    try:
        return path.read_bytes()
    except OSError:
        return b""
