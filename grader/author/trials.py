"""Many texts graded at once for the self-test, and told of in the order in which they were asked about.

As in a batch, a thread only waits for its warm worker's answers and judges them. Each text is graded
with a seed that is known beforehand and on its own, so that the number of threads changes nothing but the time.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from grader.checks import of_task
from grader.grading import engine
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
    """A text to be graded; ``until_failure`` where only the first check that is not passed matters.

    ``round`` is added to the seed, for a text that is graded with several.
    """

    name: str
    text: str
    until_failure: bool = False
    round: int = 0


@dataclass
class Trials:
    """``jobs`` warm workers; ``seed`` is that of every trial's first round."""

    backend: Backend
    jobs: int
    seed: int
    _workers: list[Warmth] = field(default_factory=list)

    def results(self, task: Task, trials: Sequence[Trial], progress: Progress) -> Iterator[TaskResult]:
        """The results in the order of ``trials``, each as soon as those before it are there.

        Where the caller stops early, what is being graded is the last; its worker then ends.
        """
        of_task.checks(task)  # before the threads: an import is not one step
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
            # Daemons: who stops the run waits for no training, and the sandboxes end with this process.
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
        except BaseException as error:  # told of in the thread that waits for the result
            ended.put((number, error))
        finally:
            if stop.is_set():
                warmth.close()

    def _grade(self, task: Task, trial: Trial, warmth: Warmth) -> TaskResult:
        """A fault of ours is no verdict: it is tried again with a new worker, and then the caller's to tell."""
        submission = Submission(trial.name, "", trial.text, sha256(trial.text.encode()).hexdigest())
        for attempt in range(FAULT_TRIES):
            if attempt:
                warmth.close()
            backend = warmth.backend(task, imports(trial.text))
            seed = (self.seed + trial.round) % 2**31
            result = engine.grade(task, submission, backend, seed=seed, until_failure=trial.until_failure)
            if result.status is not Status.GRADER_FAULT:
                break
        return result

    def close(self) -> None:
        """End the workers. Only when no results are waited for."""
        for warmth in self._workers:
            warmth.close()
        self._workers.clear()
