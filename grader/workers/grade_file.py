"""What is done for each submission of a batch, on this machine (``local.py``) and on a cluster (``dask.py``) alike.

The student's code runs in the children of a warm worker; this process compares its answers.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.base.errors import GraderError, Unreadable
from grader.base.language import language, say, use
from grader.grading import engine
from grader.grading.check import grade_submission, read_or_unreadable
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.result.outcome import Outcome, Status, Verdict
from grader.submission.source import Submission
from grader.task.declaration import Task
from grader.workers.job import Job
from grader.workers.warm import Warmth, imports

FAULT_TRIES = 2  # a fault of the grader is tried once more and then listed


def grade_file(
    task: Task, path: Path, warmth: Warmth, terms: Terms, load: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The result document of one file. A fault of the grader is tried again with a new worker.

    ``load`` names packages that the worker should import beside what this file needs, for the files after it.
    """
    with use(terms.language or language()):
        for attempt in range(FAULT_TRIES):
            if attempt:
                warmth.close()
            result = _grade_once(task, path, warmth, terms, load)
            if result.status is not Status.GRADER_FAULT:
                break
    return result.document()


def _grade_once(task: Task, path: Path, warmth: Warmth, terms: Terms, load: frozenset[str]) -> TaskResult:
    try:
        return grade_warm(task, path, warmth, terms, load)
    except Exception as error:  # whatever it is, the student's code is not to blame: the other submissions go on
        told = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        return faulty(task, path.name, told)


def grade_warm(
    task: Task,
    path: str | os.PathLike[str],
    warmth: Warmth,
    terms: Terms,
    load: frozenset[str] = frozenset(),
) -> TaskResult:
    """Read and grade one file in a child of a warm worker, which has imported ``load`` and what the file imports."""
    submission = read_or_unreadable(task, path, terms)
    if not isinstance(submission, Submission):
        return submission
    backend = warmth.backend(task, imports(submission.source) | load)
    return grade_submission(task, submission, backend, terms)


def faulty(task: Task, name: str, told: str) -> TaskResult:
    """The result if the grader itself failed: no check is judged, and nobody gets a zero."""
    problem = Unreadable(say("The grader itself failed: {told}", told=told), say("This is not the student's mistake."))
    blank = engine.unreadable(task, name, problem)
    verdict = Verdict(Outcome.FAULT, blank.message)
    checks = tuple(replace(check, outcome=verdict.outcome, message=verdict.message) for check in blank.checks)
    return replace(blank, status=Status.GRADER_FAULT, checks=checks)


def signed(job: Job, document: dict[str, Any]) -> dict[str, Any]:
    """The document with the student's name and the file's path as the batch knows them."""
    return {**document, "student": job.person_name, "submission": job.source}


def outcome_word(document: dict[str, Any]) -> str:
    if document["status"] != Status.GRADED.value:
        return str(document["status"]).replace("_", " ")
    return "passed" if document["passed"] else "not passed"
