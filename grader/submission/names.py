"""Reads a file's name: which task it is for, whose it is."""

from __future__ import annotations

import re

from grader.task.declaration import Task


def task_in_name(name: str, tasks: list[Task]) -> Task | None:
    """The task that a file name stands for: task3.py, Task 3.ipynb, hidden-layers.py, ada_task3.py."""
    stem = re.sub(r"[\s_\-.]+", "-", name.rpartition(".")[0].lower())
    by_number = (task for task in tasks if re.search(rf"(?:^|[^a-z])task-?0*{task.number}(?!\d)", stem))
    by_slug = (task for task in tasks if re.search(rf"(?:^|-){re.escape(task.slug)}(?:$|-)", stem))
    return next(by_number, None) or next(by_slug, None)


def student_of(name: str, tasks: list[Task] | None = None) -> str:
    """The student's name in a file name, with the task taken out; empty where nothing is left."""
    if tasks is None:
        from grader.task import catalog

        tasks = catalog.tasks()
    stem = name.rpartition(".")[0] or name
    stem = re.sub(r"(?i)task[\s_-]*\d+", "", stem)
    for task in tasks:
        stem = re.sub("(?i)" + re.escape(task.slug).replace(r"\-", r"[\s_-]"), "", stem)
    return re.sub(r"^[\s_.-]+|[\s_.-]+$", "", stem)[:100]
