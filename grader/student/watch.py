"""``grader check --watch``: checks again whenever the file is saved, in a warm worker."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from grader.base.errors import Unreadable
from grader.result.document import TaskResult
from grader.task.declaration import Task

_LOOK_EVERY = 0.02  # seconds between two looks at the file
_SETTLE = 0.02  # an editor may still be writing: what is read has not changed for that long


def signature(path: str) -> tuple[int, int, int] | None:
    """What tells one version of a file from the next; None while it does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def saves(path: str, wait: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yields at once and then after each save, when the file has come to rest."""
    seen: tuple[int, int, int] | None = None
    first = True
    while True:
        now = signature(path)
        if now is not None and (now != seen or first):
            wait(_SETTLE)
            if signature(path) == now:
                seen, first = now, False
                yield
                continue
        wait(_LOOK_EVERY)


def results(
    task: Task,
    path: str,
    *,
    seed: int | None,
    timeout: float | None,
    only: list[str],
    sandbox: str,
    pictures: bool = False,
) -> Iterator[TaskResult]:
    """A result for each version of the file, until the caller has enough."""
    from grader.grading import engine
    from grader.sandbox import choose
    from grader.submission.advice import Advice
    from grader.submission.file import read
    from grader.workers.warm import Warmth, imports

    warmth = Warmth(choose(sandbox), warm=True)
    try:
        for _ in saves(path):
            try:
                submission = read(path)
            except Unreadable as problem:
                yield engine.unreadable(task, os.path.basename(path), problem, seed)
                continue
            with Advice(submission) as advice:
                result = engine.grade(
                    task,
                    submission,
                    warmth.backend(task, imports(submission.source)),
                    seed=seed,
                    call_seconds=timeout,
                    only=tuple(only),
                    pictures=pictures,
                ).advised(advice.lines())
            yield result
    finally:
        warmth.close()
