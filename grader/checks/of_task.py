"""Finds and validates the checks of a task."""

from __future__ import annotations

import os
from types import ModuleType

from grader.base import places
from grader.base.errors import CatalogError
from grader.base.language import say, say_n
from grader.checks.check import KINDS, Check
from grader.task.catalog import folder_of, load_module, path_of
from grader.task.declaration import Task


def checks(task: Task) -> tuple[Check, ...]:
    """The task's checks, validated. Raises CatalogError naming the check and the field."""
    folder = folder_of(task)
    public = is_public(task)
    found = _public_checks(task) if public else tuple(getattr(load_module("tasks", folder, "checks"), "CHECKS", ()))
    where = f"tasks/{folder}/{'public.json' if public else _name_of_checks(task)}"
    seen: set[str] = set()
    functions = {function.name for function in task.functions}
    for check in found:
        for problem in _problems(check, seen, functions):
            raise CatalogError(f"{where}: {getattr(check, 'id', check)!r}: {problem}")
        seen.add(check.id)
    total = sum(check.points for check in found)
    if total != task.points and not public:
        raise CatalogError(
            say(
                "{where}: the checks are worth {total} points, but task.py says {points}.",
                where=where,
                total=total,
                points=task.points,
            )
        )
    return found


def is_public(task: Task) -> bool:
    """Whether the task is from a student's kit: there frozen cases replace its checks and its oracle."""
    folder = os.path.join(places.root(), "tasks", folder_of(task))
    return os.path.isfile(os.path.join(folder, "public.json")) and not _name_of_checks(task)


def _name_of_checks(task: Task) -> str:
    """The name of the task's checks: ``checks.py`` or the folder ``checks``; empty in a student's kit."""
    folder = os.path.join(places.root(), "tasks", folder_of(task))
    return next((name for name in ("checks.py", "checks") if os.path.exists(os.path.join(folder, name))), "")


def public_note(task: Task, checks: tuple[Check, ...]) -> str:
    """The note in results of a student's kit: how many checks are public."""
    points = sum(check.points for check in checks)
    return say_n(
        "{n} public checks, worth {points} of {points2} points, whose inputs stay the same; hidden checks run at grading.",
        "{n} public checks, worth {points} of {points2} points, whose inputs stay the same; hidden checks run at grading.",
        len(checks),
        points=points,
        points2=task.points,
    )


def _public_checks(task: Task) -> tuple[Check, ...]:
    import io
    import json
    import zipfile

    import numpy as np

    from grader.checks.public import checks_from

    path = path_of(task, "public.json")
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        arrays = np.load(io.BytesIO(path.with_suffix(".npz").read_bytes()), allow_pickle=False)
        return checks_from(document, arrays)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        raise CatalogError(
            say(
                "{path} cannot be used: {kind}: {error}. Get the kit again.",
                path=path,
                kind=type(error).__name__,
                error=error,
            )
        ) from error


def _problems(check: object, seen: set[str], functions: set[str]) -> list[str]:
    if not isinstance(check, Check):
        return [say("is not a grader.task.Check")]
    problems = []
    if check.id in seen:
        problems.append(say("id: another check has it too"))
    if check.function not in functions:
        problems.append(
            say(
                "id: the part before the dot must be a function of the task ({functions})",
                functions=", ".join(sorted(functions)),
            )
        )
    if check.kind not in KINDS:
        problems.append(say("kind: {kind!r} is none of {kinds}", kind=check.kind, kinds=", ".join(KINDS)))
    if check.points < 0:
        problems.append(say("points: negative"))
    if not check.hint.strip() or not check.title.strip():
        problems.append(say("hint and title: every check needs both"))
    problems += [
        say("needs: {need!r} is no check before this one", need=need) for need in check.needs if need not in seen
    ]
    return problems


def oracle(task: Task) -> ModuleType:
    """The float64 NumPy oracle; an empty module in a student's kit. It never leaves the grader's own process."""
    if is_public(task):
        return ModuleType(f"grader_reference.{folder_of(task)}.oracle")
    return load_module("reference", folder_of(task), "oracle")
