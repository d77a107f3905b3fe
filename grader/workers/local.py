"""A batch on this machine: ``--jobs`` grading processes (``process.py``).

This process only hands out submissions and takes in results. A thread waits for each grading process. If one
crashes, that concerns only the submission that it was grading.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from grader.base.errors import GraderError
from grader.base.language import say, use
from grader.checks import of_task
from grader.workers.grade_file import FAULT_TRIES, faulty, outcome_word, signed
from grader.workers.job import Assignment, BatchTerms, Graded, Job, Reported
from grader.workers.progress import Progress
from grader.workers.warm import automatic_jobs, needed

_END_SECONDS = 10.0  # in which a grading process that has nothing more to do has ended

# There are as many grading processes as cores: with one thread each they do not slow each other down.
_THREADS = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def process_command() -> list[str]:
    """The command that starts a grading process: this interpreter with this process's module search path.

    Not by -m, which would also search the current folder, where submissions may be.
    """
    start = "import sys; sys.path[:] = sys.argv[1:]; from grader.workers.process import main; main()"
    return [sys.executable, "-c", start, *sys.path]


class Died(Exception):
    """A grading process has ended without an answer."""


class NeverReady(Died):
    """It ended before it could grade anything."""


class GradingProcess:
    """The parent's side of one grading process. Not thread-safe, except for ``kill``."""

    def __init__(self, batch: BatchTerms) -> None:
        self._noise: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self._process = subprocess.Popen(
            process_command(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._noise,
            env={**os.environ, **_THREADS},
            start_new_session=True,  # Ctrl-C is for the parent alone
            encoding="ascii",
        )
        self._send(batch.document())
        self._ready = False

    @property
    def pid(self) -> int:
        return self._process.pid

    def grade(self, assignment: Assignment) -> tuple[dict[str, Any], Reported]:
        """Raises Died if the process ends without an answer, GraderError if it says that it cannot grade."""
        if not self._ready:
            self._await_ready()
        self._send(assignment.__dict__)
        answer = self._receive()
        return answer["document"], Reported(**answer["reported"])

    def kill(self) -> None:
        self._process.kill()

    def close(self) -> None:
        """End it: at once if it is grading, whose result nobody wants any more."""
        assert self._process.stdin is not None and self._process.stdout is not None
        with contextlib.suppress(OSError):  # it has died, and something was not yet written
            self._process.stdin.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
        self._noise.close()

    def _await_ready(self) -> None:
        try:
            answer = self._receive()
        except Died as died:
            raise NeverReady(str(died)) from died
        if not answer.get("ready"):
            raise GraderError(str(answer["failed"]))
        self._ready = True

    def _send(self, message: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it has died: _receive notices
            self._process.stdin.write(json.dumps(message, ensure_ascii=True) + "\n")
            self._process.stdin.flush()

    def _receive(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line.endswith("\n"):
            raise Died(self._last_words())
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        """How it ended, and the last line that it wrote to standard error."""
        code = self._process.wait()
        self._noise.seek(0)
        lines = self._noise.read()[-2000:].decode("utf-8", errors="replace").strip().splitlines()
        how = signal.Signals(-code).name if code < 0 else f"exit {code}"
        return ": ".join([how, *(line[:300] for line in lines[-1:])])


class Local:
    """Grading processes on this machine. If ``jobs`` is 0, as many as cores and memory allow."""

    def __init__(self, jobs: int, batch: BatchTerms, reports: Path) -> None:
        self._jobs = jobs
        self._batch = batch
        self._reports = reports
        self._waiting: queue.SimpleQueue[tuple[Job, tuple[str, ...]]] = queue.SimpleQueue()
        self._finished: queue.SimpleQueue[Graded | BaseException | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []
        self._processes: dict[int, GradingProcess] = {}
        self._changing = threading.Lock()
        self._abandoned = False
        self._have_graded = False  # whether any grading process has answered yet

    def results(self, jobs: list[Job], stop: threading.Event, progress: Progress) -> Iterator[Graded]:
        for task in {job.task for job in jobs}:  # a broken task is reported once, here
            of_task.checks(task)
            of_task.oracle(task)
        needs = {job.row: needed(job) for job in jobs}
        # A worker with TensorFlow imports at once all that any file imports beside it: so TensorFlow is imported
        # only once in each grading process.
        heavy = {tool for _, tools in needs.values() if "tensorflow" in tools for tool in tools}
        for job in sorted(jobs, key=lambda job: needs[job.row]):
            self._waiting.put((job, tuple(sorted(heavy)) if "tensorflow" in needs[job.row][1] else ()))
        count = max(min(self._jobs or automatic_jobs(jobs), len(jobs)), 1)
        for number in range(count):
            thread = threading.Thread(target=self._work, args=(number, stop, progress), daemon=True)
            self._threads.append(thread)
            thread.start()
        running = count
        while running:
            item = self._finished.get()
            if item is None:
                running -= 1
            elif isinstance(item, BaseException):
                raise item
            else:
                yield item

    def abandon(self) -> None:
        """End what is running at once."""
        with self._changing:
            self._abandoned = True
            for process in self._processes.values():
                process.kill()

    def close(self) -> None:
        for thread in self._threads:
            thread.join()

    def _work(self, number: int, stop: threading.Event, progress: Progress) -> None:
        try:
            with use(self._batch.terms.language):
                self._grade_all(number, stop, progress)
        except BaseException as error:
            if not self._abandoned:
                stop.set()
                self._finished.put(error)
        finally:
            self._dismiss(number)
            self._finished.put(None)

    def _grade_all(self, number: int, stop: threading.Event, progress: Progress) -> None:
        while not stop.is_set():
            try:
                job, load = self._waiting.get_nowait()
            except queue.Empty:
                return
            progress.begin(number, job.source)
            graded = self._grade(number, job, load)
            progress.end(number, outcome_word(graded.document))
            self._finished.put(graded)

    def _grade(self, number: int, job: Job, load: tuple[str, ...]) -> Graded:
        """One submission's result.

        If its grading process dies, another one tries once more; then the result is a fault of the grader.
        Raises GraderError if no grading process could be started so far.
        """
        report = self._reports / job.report_name
        assignment = Assignment(job.task.name, str(job.path), job.person_name, job.source, str(report), load)
        told = ""
        for attempt in range(FAULT_TRIES):
            try:
                graded = Graded(job, *self._process(number).grade(assignment))
                self._have_graded = True
                return graded
            except Died as died:
                if self._abandoned:
                    raise
                told = say("the process that graded was lost ({why})", why=died)
                self._dismiss(number)
                if isinstance(died, NeverReady) and attempt and not self._have_graded:
                    raise GraderError(say("The process that grades could not be started ({why}).", why=died)) from died
        return Graded(job, signed(job, faulty(job.task, job.path.name, told).document()))

    def _process(self, number: int) -> GradingProcess:
        with self._changing:
            if self._abandoned:
                raise Died
            if number not in self._processes:
                self._processes[number] = GradingProcess(self._batch)
            return self._processes[number]

    def _dismiss(self, number: int) -> None:
        with self._changing:
            process = self._processes.pop(number, None)
        if process is not None:
            process.close()
