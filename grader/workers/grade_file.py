"""What is done for each submission of a batch, on this machine (``local.py``) and on a cluster alike.

``grade_file`` judges what the student's code answers; that code runs in the children of a warm worker.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.base.errors import GraderError, Unreadable
from grader.base.language import SOURCE, say, use
from grader.grading import engine
from grader.result.document import TaskResult
from grader.result.outcome import Outcome, Status, Verdict
from grader.submission.advice import Advice
from grader.submission.file import read
from grader.task.declaration import Task
from grader.workers.job import Job
from grader.workers.warm import Warmth, imports

FAULT_TRIES = 2  # a fault of ours is tried once more, then listed


def grade_file(
    task: Task,
    path: Path,
    warmth: Warmth,
    seed: int,
    timeout: float | None,
    pictures: bool = False,
    language: str = SOURCE,
    load: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """The result document of one file; a fault of ours is tried again, the second time with a new worker.

    ``load`` names what the worker should have imported beside what this file needs, for those to come.
    """
    for attempt in range(FAULT_TRIES):
        with use(language):
            result = _grade_once(task, path, warmth, seed, timeout, pictures, load)
        if result.status is not Status.GRADER_FAULT:
            break
        if attempt + 1 < FAULT_TRIES:
            warmth.close()
    return result.document()


def _grade_once(
    task: Task, path: Path, warmth: Warmth, seed: int, timeout: float | None, pictures: bool, load: frozenset[str]
) -> TaskResult:
    try:
        submission = read(path)
    except Unreadable as problem:
        return engine.unreadable(task, path.name, problem, seed)
    try:
        with Advice(submission) as advice:
            backend = warmth.backend(task, imports(submission.source) | load)
            return engine.grade(task, submission, backend, seed=seed, call_seconds=timeout, pictures=pictures).advised(
                advice.lines()
            )
    except Exception as error:  # whatever it is, it is ours: the other submissions go on
        told = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        return faulty(task, path.name, told)


def faulty(task: Task, name: str, told: str) -> TaskResult:
    """The result where the grader failed before it came to one: no check is judged, nobody gets a zero."""
    problem = Unreadable(say("The grader itself failed: {told}", told=told), say("This is not the student's mistake."))
    blank = engine.unreadable(task, name, problem)
    verdict = Verdict(Outcome.FAULT, blank.message)
    checks = tuple(replace(check, outcome=verdict.outcome, message=verdict.message) for check in blank.checks)
    return replace(blank, status=Status.GRADER_FAULT, checks=checks)


def signed(job: Job, document: dict[str, Any]) -> dict[str, Any]:
    """The document with the student and the file as the batch knows them."""
    return {**document, "student": job.handed.person.name, "submission": job.handed.source}


def outcome_word(document: dict[str, Any]) -> str:
    if document["status"] != Status.GRADED.value:
        return str(document["status"]).replace("_", " ")
    return "passed" if document["passed"] else "not passed"
