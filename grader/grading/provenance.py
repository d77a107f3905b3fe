"""What a result depends on beside the submission and the seed: versions, digests of task and grader, the machine."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import sys
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from grader.base import places
from grader.base.clean import clean
from grader.base.version import __version__
from grader.checks import of_task
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files

_DIGITS = 12  # hexadecimal ones of a digest: enough to tell versions apart, short enough to read


def versions(task: Task) -> dict[str, str]:
    """The versions that are installed here. They are read in this process: the child is not asked.

    ``task_files`` and ``grader_code`` change with each change of a file that judges, even if no version changes.
    """
    return dict(_versions(task))


@functools.cache  # a batch asks once for each submission
def _versions(task: Task) -> dict[str, str]:
    found = {
        "grader": __version__,
        "grader_code": _code_digest(),
        "task": task.version,
        "task_files": _files_digest(task),
        "python": sys.version.split()[0],
        "numpy": np.__version__,
    }
    others = [tool for tool in task.tools if tool != "numpy"]
    if others:
        from importlib import metadata  # slow to import, and not needed for the NumPy tasks

        names = [*others, "keras"] if "tensorflow" in others else others
        found.update({name: metadata.version(name) for name in names})
    return found


@functools.cache
def machine() -> str:
    """System and processor: on another one the last digit of a sum may be rounded differently."""
    name = os.environ.get("PROCESSOR_IDENTIFIER") or platform.machine()  # the variable is set on Windows
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        name = next((line.partition(":")[2] for line in file if line.startswith("model name")), name)
    return f"{sys.platform}, {clean(name).strip()}"


def content_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces; empty if it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _files_digest(task: Task) -> str:
    """Of all that judges a task: its header with its limits, its judging files and its data."""
    files = {**catalog.judging_files(task), **public_files(task)}
    if "mnist_train.npz" in task.data and not of_task.is_public(task):
        from grader.checks.training import evaluation_set  # a student's kit has neither this module nor the digits

        files["evaluation"] = evaluation_set.evaluation_file()
    return _digest([repr(task), *(f"{name} {content_digest(path)}" for name, path in files.items())])


@functools.cache
def _code_digest() -> str:
    """Of the grader's own code, without ``bundle``, where an installed grader has the tasks."""
    package = Path(places.package())
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    return _digest(f"{name} {content_digest(files[name])}" for name in sorted(files) if not name.startswith("bundle/"))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def grade_key(path: Path, task: Task, seed: int, timeout: float | None, fence: str) -> str:
    """A digest of everything that the result of the file ``path`` depends on: equal keys, equal results.

    ``fence`` names the sandbox and all else that changes the result document, such as its language.
    """
    parts = (
        content_digest(path),
        path.name,
        repr(sorted(versions(task).items())),
        str(seed),
        str(timeout),
        fence,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
