"""Finds and validates tasks. Loud about a broken one: which file, which field, what to do."""

from __future__ import annotations

import importlib.machinery
import os
import sys
from _thread import RLock  # threading itself would cost the start of every command a millisecond
from types import ModuleType

from grader.base.errors import CatalogError, UsageError
from grader.task.declaration import Check, KINDS, Task
from grader.base.language import say, say_n

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


# A batch grades in several threads: none may see a module that another is still executing.
_loading = RLock()


def root() -> str:
    """The folder that holds tasks/, reference/ and templates/: in the wheel or in the checkout."""
    here = os.path.dirname(os.path.abspath(__file__))
    bundle = os.path.join(here, "bundle")
    return bundle if os.path.isdir(bundle) else os.path.dirname(here)


def whole() -> bool:
    """Whether this is the instructor's edition; a student's kit has no references."""
    return os.path.isdir(os.path.join(root(), "reference"))


def folders() -> list[str]:
    """The names of the task folders, in no particular order."""
    tasks = os.path.join(root(), "tasks")
    try:
        names = os.listdir(tasks)
    except OSError as error:
        raise CatalogError(
            say("The folder of the tasks, {tasks}, cannot be read: {strerror}.", tasks=tasks, strerror=error.strerror)
        ) from error
    return [name for name in names if os.path.isfile(os.path.join(tasks, name, "task.py"))]


def load_module(kind: str, folder: str, name: str) -> ModuleType:
    """``tasks/<folder>/<name>.py`` or ``reference/<folder>/<name>.py`` as a module of its own.

    Raises CatalogError that names the file where it is missing or does not import.
    """
    path = os.path.join(root(), kind, folder, f"{name}.py")
    full_name = f"grader_{kind}.{folder}.{name}"
    with _loading:
        if full_name in sys.modules:
            return sys.modules[full_name]
        loader = importlib.machinery.SourceFileLoader(full_name, path)
        module = ModuleType(full_name)
        module.__file__ = path
        module.__loader__ = loader
        sys.modules[full_name] = module
        try:
            loader.exec_module(module)
        except Exception as error:
            del sys.modules[full_name]
            raise CatalogError(
                say("{path} does not import: {kind}: {error}", path=path, kind=type(error).__name__, error=error)
            ) from error
    return module


def _header(folder: str) -> Task:
    task = getattr(load_module("tasks", folder, "task"), "TASK", None)
    where = f"tasks/{folder}/task.py"
    if not isinstance(task, Task):
        raise CatalogError(say("{where} defines no TASK; it must be a grader.task.Task.", where=where))
    expected = f"task{task.number}_{task.slug.replace('-', '_')}"
    if folder != expected:
        raise CatalogError(
            say("{where}: number and slug say the folder should be called {expected}.", where=where, expected=expected)
        )
    return task


def tasks() -> list[Task]:
    """All tasks in the order of their numbers. Raises CatalogError where two share a number."""
    found = sorted((_header(folder) for folder in folders()), key=lambda task: task.number)
    for one, other in zip(found, found[1:]):
        if one.number == other.number:
            raise CatalogError(
                say(
                    "The tasks {slug} and {slug2} both have the number {number}.",
                    slug=one.slug,
                    slug2=other.slug,
                    number=one.number,
                )
            )
    return found


def folder_of(task: Task) -> str:
    return f"task{task.number}_{task.slug.replace('-', '_')}"


def path_of(task: Task, *parts: str, kind: str = "tasks") -> Path:
    from pathlib import Path

    return Path(root(), kind, folder_of(task), *parts)


def find(name: str) -> Task:
    """The task called ``task3``, ``3``, ``Task 3`` or ``hidden-layers``.

    Raises UsageError with the nearest name where there is none.
    """
    known = tasks()
    wanted = name.strip().lower().replace("_", "-").replace(" ", "-")
    for task in known:
        if wanted in (task.name, str(task.number), task.slug, f"task-{task.number}", f"{task.name}-{task.slug}"):
            return task
    import difflib

    names = [word for task in known for word in (task.name, task.slug)]
    close = difflib.get_close_matches(wanted, names, n=1, cutoff=0.5)
    hint = say(" Did you mean {close!r}?", close=close[0]) if close else ""
    raise UsageError(say("There is no task called {name!r}.{hint} 'grader list' shows them all.", name=name, hint=hint))


def checks(task: Task) -> tuple[Check, ...]:
    """The task's checks, validated. Raises CatalogError that names the check and the field."""
    folder = folder_of(task)
    public = is_public(task)
    found = _public_checks(task) if public else tuple(getattr(load_module("tasks", folder, "checks"), "CHECKS", ()))
    where = f"tasks/{folder}/{'public.json' if public else 'checks.py'}"
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
    """Whether the task came in a student's kit: cases frozen as data stand in for checks and oracle."""
    folder = os.path.join(root(), "tasks", folder_of(task))
    return os.path.isfile(os.path.join(folder, "public.json")) and not os.path.isfile(os.path.join(folder, "checks.py"))


def public_note(task: Task, checks: tuple[Check, ...]) -> str:
    """What the results of a student's kit say about themselves."""
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
    """The float64 NumPy oracle; empty in a student's kit. It never leaves the grader's own process."""
    if is_public(task):
        return ModuleType(f"grader_reference.{folder_of(task)}.oracle")
    return load_module("reference", folder_of(task), "oracle")
