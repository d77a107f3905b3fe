"""The main path: a task and a submission go in, a result comes out."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from grader.base.clean import clean, clean_tree
from grader.base.errors import Interrupted, SandboxError, Unreadable, UsageError
from grader.base.language import language, mark, now, say, use
from grader.checks import of_task
from grader.checks.check import Check
from grader.child.wire import WireError
from grader.exam.exam import Exam
from grader.exam.failures import Unloadable
from grader.grading.provenance import machine, versions
from grader.grading.terms import DEFAULT, Terms
from grader.result.document import CheckResult, Picture, TaskResult
from grader.result.outcome import Failed, Outcome, Status, Verdict
from grader.sandbox import Backend, Lost
from grader.sandbox.process import said
from grader.submission.source import Submission
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files


def grade(task: Task, submission: Submission, backend: Backend, terms: Terms = DEFAULT) -> TaskResult:
    """Judge one submission. Never raises for anything that the submission does.

    If its process was ended by a signal that may have come from outside, all of it is judged once more. If that
    happens again, the code has done it to itself, except where only something outside can have done it.

    Raises UsageError if ``terms.only`` names no check, and CatalogError for a broken task.
    """
    with use(terms.language or language()):
        seed = secrets.randbelow(2**31) if terms.seed is None else terms.seed
        with contextlib.suppress(Interrupted):
            return _grade(task, submission, backend, terms, seed, again=False)
        return _grade(task, submission, backend, terms, seed, again=True)


def _grade(task: Task, submission: Submission, backend: Backend, terms: Terms, seed: int, *, again: bool) -> TaskResult:
    """One attempt. Raises Interrupted if the process was ended from outside and this is not the attempt ``again``."""
    started = time.perf_counter()
    checks = of_task.checks(task)
    selected = select(checks, terms.only)
    limits = terms.limits or task.limits
    oracle, files = of_task.oracle(task), public_files(task)
    exam = Exam(task, submission, oracle, backend, seed, limits, files, terms.call_seconds, doubted=not again)
    result = _blank(exam, backend, terms)
    try:
        exam.load()
        results, pictures = _judge_all(exam, checks, selected, terms)
        status = Status.GRADER_FAULT if any(r.outcome is Outcome.FAULT for r in results) else Status.GRADED
        result = replace(result, status=status, checks=results, pictures=pictures)
    except Unloadable as problem:
        result = replace(
            unreadable(task, submission.name, Unreadable(str(problem), problem.hint), seed),
            **{name: getattr(result, name) for name in ("student", "sandbox", "source", "cells", "sha256", "timeout")},
        )
    except Lost as lost:
        message = say("The submission could not be loaded: {message}", message=lost.message)
        outcome = _refusal(lost)
        results = tuple(_settled(check, outcome, message, _LOAD_HINT) for check in selected)
        status = Status.GRADER_FAULT if outcome is Outcome.FAULT else Status.GRADED
        result = replace(result, status=status, checks=results)
    except SandboxError as error:
        if isinstance(error, Interrupted) and not again:
            raise
        results = tuple(_settled(check, Outcome.FAULT, str(error), _FAULT_HINT) for check in selected)
        result = replace(result, status=Status.GRADER_FAULT, checks=results, message=clean(str(error)))
    finally:
        exam.close()
    return _finish(result, exam, time.perf_counter() - started)


_LOAD_HINT = mark("Look at the code outside functions: it must end by itself and leave the interpreter running.")


def select(checks: tuple[Check, ...], only: Iterable[str]) -> tuple[Check, ...]:
    """The checks that ``only`` names, by id or by function; all of them if it is empty.

    Raises UsageError for a name that fits no check.
    """
    names = tuple(only)
    for name in names:
        if not any(name in (check.id, check.function) for check in checks):
            ids = ", ".join(check.id for check in checks)
            raise UsageError(say("There is no check called {name!r}; there are {ids}.", name=name, ids=ids))
    return tuple(check for check in checks if not names or check.id in names or check.function in names)


def unreadable(task: Task, name: str, problem: Unreadable, seed: int | None = None) -> TaskResult:
    """The result of a file that could not be read: every check skipped, with its points."""
    reason = say("The file could not be read, so nothing was asked.")
    return TaskResult(
        task=task.name,
        slug=task.slug,
        title=now(task.title),
        language=language(),
        submission=clean(name),
        student="",
        status=Status.UNREADABLE,
        checks=tuple(_settled(check, Outcome.SKIPPED, reason, problem.hint) for check in of_task.checks(task)),
        seed=seed or 0,
        message=clean(str(problem), lines=True),
        hint=clean(now(problem.hint)),
        sha256=problem.sha256,
        versions=versions(task),
        machine=machine(),
    )


def _blank(exam: Exam, backend: Backend, terms: Terms) -> TaskResult:
    """The result before anything is judged."""
    task, submission = exam.task, exam.submission
    return TaskResult(
        task=task.name,
        slug=task.slug,
        title=now(task.title),
        language=language(),
        submission=clean(submission.name),
        student=clean(submission.student),
        status=Status.GRADER_FAULT,
        seed=exam.seed,
        sandbox={
            "kind": backend.name,
            "network": backend.network,
            "memory_mb": exam.limits.memory_mb,
            "seccomp": backend.seccomp,
        },
        source=submission.source,
        cells=submission.cells,
        sha256=submission.sha256,
        versions=versions(task),
        timeout=terms.call_seconds,
        machine=machine(),
        only=terms.only,
    )


def _judge_all(
    exam: Exam, checks: tuple[Check, ...], selected: tuple[Check, ...], terms: Terms
) -> tuple[tuple[CheckResult, ...], tuple[Picture, ...]]:
    """Judge the selected checks and those that they need; the results of the selected ones, and the pictures.

    Checks that need a child of their own come last, also after the pictures: the models of the others are gone then.
    """
    wanted = {check.id for check in selected}
    for check in reversed(checks):
        if check.id in wanted:
            wanted.update(check.needs)
    done: dict[str, CheckResult] = {}
    pictures: tuple[Picture, ...] = ()
    for alone in (False, True):
        for check in checks:
            if check.id in wanted and check.alone is alone:
                done[check.id] = _judge(exam, check, done)
                if terms.until_failure and done[check.id].outcome is not Outcome.PASS:
                    return (done[check.id],), ()
        if terms.pictures and not alone:
            from grader.grading import gallery  # which draws with matplotlib: slow, and only for reports

            judged = tuple(done[check.id] for check in selected if check.id in done)
            pictures = gallery.drawn(exam, judged, whole=not terms.only)
    return tuple(done[check.id] for check in selected), pictures


def _judge(exam: Exam, check: Check, done: Mapping[str, CheckResult]) -> CheckResult:
    started = time.perf_counter()
    unmet = next((done[need] for need in check.needs if done[need].outcome is not Outcome.PASS), None)
    if unmet is not None:
        verdict = _skipped(unmet)
    else:
        verdict = _ask(exam, check)
    return _result(check, verdict, time.perf_counter() - started)


def _skipped(unmet: CheckResult) -> Verdict:
    return Verdict(
        Outcome.SKIPPED,
        say("Not judged: it needs the check {id} ({title}), which was not passed.", id=unmet.id, title=unmet.title),
        say("Get {id} to pass first.", id=unmet.id),
    )


def _ask(exam: Exam, check: Check) -> Verdict:
    """The judge's verdict. Anything that is not a verdict is a fault of the grader and gives no points."""
    exam.begin(check.id)
    try:
        if failed := exam.missing(check.function):
            raise failed
        with np.errstate(all="ignore"):
            verdict: object = check.judge(exam)
    except Failed as failed:
        if failed.verdict.difference is not None:
            exam.differences[check.id] = failed.verdict.difference
        return replace(failed.verdict, outcome=_refusal(failed.verdict))
    except (Lost, WireError, Unloadable) as error:  # the child was lost while it was being started again
        told = said(error) if isinstance(error, WireError) else getattr(error, "message", str(error))
        return Verdict(_refusal(error), told, _LOAD_HINT)
    except KeyboardInterrupt:  # Ctrl-C: the user ends the run
        raise
    except Interrupted:  # no verdict on any check
        raise
    except BaseException as error:  # SystemExit too: a judge that ends must not end in exit code 0
        return Verdict(
            Outcome.FAULT,
            say("The grader itself failed here: {kind}: {error}", kind=type(error).__name__, error=error),
            _FAULT_HINT,
        )
    if not isinstance(verdict, Verdict) or not isinstance(verdict.outcome, Outcome):
        return Verdict(Outcome.FAULT, say("The check came to no verdict."), _FAULT_HINT)
    return verdict


def _refusal(raised: object) -> Outcome:
    """The outcome that a raised object carries. It is never a pass, even if the object says so."""
    outcome = getattr(raised, "outcome", None) or Outcome.CRASH
    return outcome if isinstance(outcome, Outcome) and outcome is not Outcome.PASS else Outcome.FAULT


_FAULT_HINT = mark("This is not your mistake. Please report it with the seed that is shown.")


def _settled(check: Check, outcome: Outcome, message: str, hint: str = "") -> CheckResult:
    return _result(check, Verdict(outcome, message, hint), 0.0)


def _result(check: Check, verdict: Verdict, seconds: float) -> CheckResult:
    passed = verdict.outcome is Outcome.PASS
    evidence = clean_tree(verdict.evidence)
    lines = evidence.pop("lines", ())
    return CheckResult(
        id=check.id,
        title=now(check.title),
        kind=check.kind,
        outcome=verdict.outcome,
        points=check.points if passed else 0,
        max_points=check.points,
        message=clean(now(verdict.message), lines=True),
        hint="" if passed else clean(now(verdict.hint or check.hint)),
        seconds=seconds,
        required=check.required,
        mistake=verdict.mistake,
        lines=tuple(lines),
        evidence=evidence,
    )


def _finish(result: TaskResult, exam: Exam, seconds: float) -> TaskResult:
    notes = [*exam.submission.notes, *exam.loaded.notes, *exam.notes, *_for_another_task(exam), *_of_a_kit(exam.task)]
    return replace(
        result,
        seconds=seconds,
        code_seconds=exam.code_seconds,
        notes=tuple(clean(note, lines=True) for note in notes),
        output=clean(exam.output.text, lines=True),
        output_dropped=exam.output.dropped,
        functions=dict(exam.loaded.definitions),
    )


def _of_a_kit(task: Task) -> list[str]:
    """In a student's kit: the note that hidden checks run at grading."""
    return [of_task.public_note(task, of_task.checks(task))] if of_task.is_public(task) else []


def _for_another_task(exam: Exam) -> list[str]:
    """A note if the file defines none of this task's functions, but some of another task's."""
    defined = set(exam.loaded.definitions)
    if not defined or any(function.name in defined for function in exam.task.functions):
        return []
    from grader.submission.names import task_in_name

    tasks = catalog.tasks()
    likely = task_in_name(exam.submission.name, tasks) or max(
        tasks, key=lambda task: sum(function.name in defined for function in task.functions)
    )
    if likely.name == exam.task.name or not any(function.name in defined for function in likely.functions):
        return []
    return [
        say(
            "The file defines no function of {name}, but some of {name2} ({title}). Try: grader check {name2} {name3}",
            name=exam.task.name,
            name2=likely.name,
            title=likely.title,
            name3=exam.submission.name,
        )
    ]
