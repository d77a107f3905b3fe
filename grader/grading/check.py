"""``check``: one file, one result. Imports nothing heavy until the child process is on its way."""

from __future__ import annotations

import os
from pathlib import Path

from grader.base.errors import Unreadable
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from grader.result.document import TaskResult
    from grader.submission.source import Submission


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
    ``timeout`` the seconds one call of a student's function may take; ``pictures`` draws those of a report. A file that cannot be read
    gives a result with the status ``unreadable``. Raises UsageError for an unknown task or check.
    """
    from grader.submission.file import read

    found = catalog.find(task)
    try:
        submission = read(path)
    except Unreadable as problem:
        from grader.grading.engine import unreadable

        return unreadable(found, Path(path).name, problem, seed)

    return grade_submission(
        found, submission, seed=seed, timeout=timeout, only=only, sandbox=sandbox, pictures=pictures
    )


def grade_submission(
    task: Task,
    submission: Submission,
    *,
    seed: int | None = None,
    timeout: float | None = None,
    only: Iterable[str] = (),
    sandbox: str = "auto",
    pictures: bool = False,
) -> TaskResult:
    """The same for a submission that was read already."""
    from grader.sandbox import Plan, choose
    from grader.sandbox.ahead import Ahead
    from grader.submission.advice import Advice

    plan = Plan(task.limits, public_files(task))
    with Ahead(choose(sandbox), plan) as backend, Advice(submission) as advice:
        from grader.grading.engine import grade  # numpy, while the child imports its own

        result = grade(task, submission, backend, seed=seed, call_seconds=timeout, only=tuple(only), pictures=pictures)
        return result.advised(advice.lines())
