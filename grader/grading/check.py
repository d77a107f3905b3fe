"""The grading sequence: read the file, start the advice, grade, add the advice.

``check`` does it for one file. Nothing heavy is imported until the child process has been started.
"""

from __future__ import annotations

import os
from pathlib import Path

from grader.base.errors import Unreadable
from grader.grading.terms import DEFAULT, Terms
from grader.submission.source import Submission
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.result.document import TaskResult
    from grader.sandbox import Backend


def check(
    task: str,
    path: str | os.PathLike[str],
    *,
    seed: int | None = None,
    timeout: float | None = None,
    only: Iterable[str] = (),
    sandbox: str = "auto",
    pictures: bool = False,
) -> TaskResult:
    """Check one file and return its result; the function behind ``from grader import check``.

    ``task`` is ``"task3"``, ``"3"`` or ``"hidden-layers"``; ``path`` a ``.py`` or ``.ipynb`` file;
    ``timeout`` the seconds that one call of a student's function may take; ``pictures`` adds those of a report.
    A file that cannot be read gives a result with the status ``unreadable``. Raises UsageError for an unknown task or
    check.
    """
    found = catalog.find(task)
    terms = Terms(seed=seed, call_seconds=timeout, only=tuple(only), pictures=pictures)
    submission = read_or_unreadable(found, path, terms)
    if not isinstance(submission, Submission):
        return submission
    return grade_in_new_child(found, submission, sandbox, terms)


def read_or_unreadable(
    task: Task, path: str | os.PathLike[str], terms: Terms = DEFAULT, data: bytes | None = None
) -> Submission | TaskResult:
    """The file's text; the result with the status ``unreadable`` if it cannot be read.

    If ``data`` is given, it is the file's content, and ``path`` is only its name.
    """
    from grader.submission.file import from_bytes, read

    path = Path(path)
    try:
        return read(path) if data is None else from_bytes(data, path.name)
    except Unreadable as problem:
        from grader.grading.engine import unreadable

        return unreadable(task, path.name, problem, terms.seed)


def grade_in_new_child(task: Task, submission: Submission, sandbox: str, terms: Terms = DEFAULT) -> TaskResult:
    """Grade in a new child of the back end called ``sandbox``. The child starts while this process imports NumPy."""
    from grader.sandbox import Plan, choose
    from grader.sandbox.ahead import Ahead

    plan = Plan(terms.limits or task.limits, public_files(task))
    with Ahead(choose(sandbox), plan) as backend:
        return grade_submission(task, submission, backend, terms)


def grade_submission(task: Task, submission: Submission, backend: Backend, terms: Terms = DEFAULT) -> TaskResult:
    """Grade a submission in a child of ``backend``; the result has the advice of ``submission/advice.py``."""
    from grader.submission.advice import Advice

    with Advice(submission) as advice:
        from grader.grading import engine  # imports NumPy: only now, while the child starts

        return engine.grade(task, submission, backend, terms).advised(advice.lines())
