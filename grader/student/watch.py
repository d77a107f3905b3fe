"""``grader check --watch``: checks again whenever the file is saved, in a warm worker."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.task.declaration import Task

_LOOK_EVERY = 0.02  # seconds between two looks at the file
_SETTLE = 0.02  # seconds without a change before the file is read: an editor may still be writing


def signature(path: str) -> tuple[int, int, int] | None:
    """Differs between two versions of a file: time, size and inode. None if the file does not exist."""
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def saves(path: str, wait: Callable[[float], None] = time.sleep) -> Iterator[None]:
    """Yields at once and then after each save, once the file has not changed for ``_SETTLE`` seconds."""
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


def results(task: Task, path: str, sandbox: str, terms: Terms) -> Iterator[TaskResult]:
    """A result for each version of the file, until the caller stops. ``sandbox`` is the name of a back end."""
    from grader.sandbox import choose
    from grader.workers.grade_file import grade_warm
    from grader.workers.warm import Warmth

    warmth = Warmth(choose(sandbox), warm=True)
    try:
        for _ in saves(path):
            yield grade_warm(task, path, warmth, terms)
    finally:
        warmth.close()
