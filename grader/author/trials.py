"""Grades many texts at once for the self-test; the results have the order of the texts.

As in a batch, each thread waits for its warm worker's answers and judges them. Each text has a seed that is fixed
beforehand, so the number of threads changes nothing but the time.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from grader.checks import of_task
from grader.grading import engine
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.result.outcome import Status
from grader.sandbox import Backend
from grader.submission.source import Submission
from grader.task.declaration import Task
from grader.workers.grade_file import FAULT_TRIES
from grader.workers.progress import Progress
from grader.workers.warm import Warmth, imports


@dataclass(frozen=True)
class Trial:
    """A text to grade; ``until_failure`` if only the first check that does not pass matters.

    ``round`` is added to the seed, for a text that is graded with several seeds.
    """

    name: str
    text: str
    until_failure: bool = False
    round: int = 0


@dataclass
class Trials:
    """``jobs`` warm workers; ``seed`` is the seed of every trial's round 0."""

    backend: Backend
    jobs: int
    seed: int
    _workers: list[Warmth] = field(default_factory=list)

    def results(self, task: Task, trials: Sequence[Trial], progress: Progress) -> Iterator[TaskResult]:
        """The results in the order of ``trials``, each as soon as all earlier ones are done.

        If the caller stops early, each thread ends its worker after the text that it is grading.
        """
        of_task.checks(task)  # before the threads start: importing is not thread-safe
        of_task.oracle(task)
        while len(self._workers) < min(self.jobs, len(trials)):
            self._workers.append(Warmth(self.backend, warm=True))
        waiting: queue.SimpleQueue[tuple[int, Trial]] = queue.SimpleQueue()
        for item in enumerate(trials):
            waiting.put(item)
        ended: queue.SimpleQueue[tuple[int, TaskResult | BaseException]] = queue.SimpleQueue()
        stop = threading.Event()
        for warmth in self._workers[: len(trials)]:
            arguments = (task, warmth, waiting, ended, stop, progress)
            # Daemons: a stopped run does not wait for trainings to finish; the sandboxes end with this process.
            threading.Thread(target=self._work, args=arguments, daemon=True).start()
        early: dict[int, TaskResult] = {}
        try:
            for index in range(len(trials)):
                while index not in early:
                    number, result = ended.get()
                    if isinstance(result, BaseException):
                        raise result
                    early[number] = result
                yield early.pop(index)
        except BaseException:
            stop.set()
            raise

    def _work(
        self,
        task: Task,
        warmth: Warmth,
        waiting: queue.SimpleQueue[tuple[int, Trial]],
        ended: queue.SimpleQueue[tuple[int, TaskResult | BaseException]],
        stop: threading.Event,
        progress: Progress,
    ) -> None:
        number = -1
        try:
            while not stop.is_set():
                number, trial = waiting.get_nowait()
                progress.begin(warmth, trial.name)
                result = self._grade(task, trial, warmth)
                progress.end(warmth, "passed" if result.passed else "not passed")
                ended.put((number, result))
        except queue.Empty:
            return
        except BaseException as error:  # raised in the thread that waits for the result
            ended.put((number, error))
        finally:
            if stop.is_set():
                warmth.close()

    def _grade(self, task: Task, trial: Trial, warmth: Warmth) -> TaskResult:
        """The result of one text. After a fault of the grader it tries again with a new worker and returns that
        result."""
        submission = Submission(trial.name, "", trial.text, sha256(trial.text.encode()).hexdigest())
        for attempt in range(FAULT_TRIES):
            if attempt:
                warmth.close()
            backend = warmth.backend(task, imports(trial.text))
            seed = (self.seed + trial.round) % 2**31
            result = engine.grade(task, submission, backend, Terms(seed=seed, until_failure=trial.until_failure))
            if result.status is not Status.GRADER_FAULT:
                break
        return result

    def close(self) -> None:
        """End the workers. Call it only if no thread is grading."""
        for warmth in self._workers:
            warmth.close()
        self._workers.clear()
