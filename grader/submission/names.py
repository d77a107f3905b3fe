"""Reads a file's name: which task it is for, whose it is."""

from __future__ import annotations

import re

from grader.task.declaration import Task

# The endings of what is handed in, and what browsers, mail programs and phones add to them.
_ENDINGS = re.compile(r"(?:\.(?:pyw?|ipynb|json|txt|text|download|part)\s?(?:\(\d{1,3}\))?)+$", re.IGNORECASE)
_CALLED_CODE = re.compile(r"\.(?:pyw?|ipynb)(?:\s?\(\d{1,3}\))?(?:\.|$)", re.IGNORECASE)
_CALLED_NOTEBOOK = re.compile(r"\.ipynb(?:\s?\(\d{1,3}\))?(?:\.|$)", re.IGNORECASE)


def stem_of(name: str) -> str:
    """The name without its endings: ``task3`` of ``task3.ipynb.json``."""
    ending = _ENDINGS.search(name)
    return name[: ending.start()] if ending else name.rpartition(".")[0]


def is_called_code(name: str) -> bool:
    """Whether a file's name says that it is Python or a notebook: task3.py, task3.PYW, task3.ipynb.txt."""
    ending = _ENDINGS.search(name)
    return ending is not None and ending.start() > 0 and bool(_CALLED_CODE.search(ending[0]))


def is_called_notebook(name: str) -> bool:
    ending = _ENDINGS.search(name)
    return ending is not None and bool(_CALLED_NOTEBOOK.search(ending[0]))


def task_in_name(name: str, tasks: list[Task]) -> Task | None:
    """The task that a file name stands for: task3.py, Task 3.ipynb, hidden-layers.py, ada-task-3.ipynb.json."""
    stem = re.sub(r"[\s_\-.]+", "-", stem_of(name).lower())
    by_number = (task for task in tasks if re.search(rf"(?:^|[^a-z])task-?0*{task.number}(?!\d)", stem))
    by_slug = (task for task in tasks if re.search(rf"(?:^|-){re.escape(task.slug)}(?:$|-)", stem))
    return next(by_number, None) or next(by_slug, None)


def student_of(name: str, tasks: list[Task] | None = None) -> str:
    """The student's name in a file name, with the task taken out; empty where nothing is left."""
    if tasks is None:
        from grader.task import catalog

        tasks = catalog.tasks()
    stem = stem_of(name) or name
    stem = re.sub(r"(?i)task[\s_.-]*\d+", "", stem)
    for task in tasks:
        stem = re.sub("(?i)" + re.escape(task.slug).replace(r"\-", r"[\s_.-]"), "", stem)
    return re.sub(r"^[\s_.-]+|[\s_.-]+$", "", stem)[:100]
