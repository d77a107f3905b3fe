"""Finds and validates tasks. An error about a broken task names the file and the field, and says what to do."""

from __future__ import annotations

import importlib
import os
import sys
from _thread import RLock
from types import ModuleType

from grader.base import places
from grader.base.errors import CatalogError, UsageError
from grader.base.language import say
from grader.task.declaration import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path


# A batch grades in several threads: none may see a module that another thread is still executing.
_loading = RLock()


def folders() -> list[str]:
    """The names of the task folders, in no particular order."""
    tasks = os.path.join(places.root(), "tasks")
    try:
        names = os.listdir(tasks)
    except OSError as error:
        raise CatalogError(
            say("The folder of the tasks, {tasks}, cannot be read: {strerror}.", tasks=tasks, strerror=error.strerror)
        ) from error
    return [name for name in names if os.path.isfile(os.path.join(tasks, name, "task.py"))]


def load_module(kind: str, folder: str, name: str) -> ModuleType:
    """The module or package ``name`` of ``tasks/<folder>`` or ``reference/<folder>``.

    The folder is imported as a package, so its files can import each other: ``from .network import labels``. Raises
    CatalogError naming the file that is missing or fails to import.
    """
    package = f"grader_{kind}.{folder}"
    place = os.path.join(places.root(), kind, folder)
    with _loading:
        _package(f"grader_{kind}", [])
        _package(package, [place])
        try:
            return importlib.import_module(f"{package}.{name}")
        except Exception as error:
            _forget(f"{package}.{name}.")
            path = _at_fault(error, place) or os.path.join(place, f"{name}.py")
            raise CatalogError(
                say("{path} does not import: {kind}: {error}", path=path, kind=type(error).__name__, error=error)
            ) from error


def _package(name: str, path: list[str]) -> None:
    """Make a package whose modules are found in ``path``, unless one with that path exists."""
    if name in sys.modules and sys.modules[name].__path__ == path:
        return
    _forget(f"{name}.")
    sys.modules[name] = ModuleType(name)
    sys.modules[name].__path__ = path
    for place in path:
        sys.path_importer_cache.pop(place, None)  # the import system may have cached an old listing of the folder


def _forget(prefix: str) -> None:
    for name in [name for name in sys.modules if name.startswith(prefix)]:
        del sys.modules[name]


def _at_fault(error: BaseException, place: str) -> str:
    """The file below ``place`` in which an import failed; empty if there is none."""
    frames = []
    step = error.__traceback__
    while step is not None:
        frames.append(step.tb_frame.f_code.co_filename)
        step = step.tb_next
    if isinstance(error, SyntaxError) and error.filename:  # a syntax error: the file was never run
        frames.append(error.filename)
    return next((path for path in reversed(frames) if path.startswith(place + os.sep)), "")


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
    """All tasks in the order of their numbers. Raises CatalogError if two share a number."""
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

    return Path(places.root(), kind, folder_of(task), *parts)


def judging_files(task: Task) -> dict[str, Path]:
    """The names of the files that judge a task: checks, thresholds, frozen cases, oracle. Only existing files are
    listed.

    A task has either ``checks.py`` or a folder ``checks``. In a student's kit it has ``public.json`` and ``public.npz``
    instead, and no oracle.
    """
    folder = path_of(task)
    paths = [folder / name for name in ("checks.py", "calibration.json", "public.json", "public.npz")]
    paths += sorted(path for path in folder.glob("checks/**/*") if "__pycache__" not in path.parts)
    files = {path.relative_to(folder).as_posix(): path for path in paths}
    files["oracle.py"] = path_of(task, "oracle.py", kind="reference")
    return {name: path for name, path in files.items() if path.is_file()}


def find(name: str) -> Task:
    """The task called ``task3``, ``3``, ``Task 3`` or ``hidden-layers``.

    Raises UsageError with the nearest name if there is no such task.
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
