"""What a result rests on beside submission and seed: versions, digests of task and grader, the machine."""

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
from grader.checks.training import evaluation_set
from grader.instructor.intake.handed import Handed
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files

_DIGITS = 12  # hexadecimal ones of a digest: enough to tell versions apart, short enough to read


def versions(task: Task) -> dict[str, str]:
    """What a result rests on, as installed here; the child's word is not needed for it.

    ``task_files`` and ``grader_code`` change with each change of what judges, also where a version stays.
    """
    return dict(_versions(task))


@functools.cache  # a batch asks for each of its submissions
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
        from importlib import metadata  # dear, and not needed for the NumPy tasks

        names = [*others, "keras"] if "tensorflow" in others else others
        found.update({name: metadata.version(name) for name in names})
    return found


@functools.cache
def machine() -> str:
    """System and processor: another one may round the last digit of a sum in another way."""
    name = os.environ.get("PROCESSOR_IDENTIFIER") or platform.machine()  # the first is Windows's
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        name = next((line.partition(":")[2] for line in file if line.startswith("model name")), name)
    return f"{sys.platform}, {clean(name).strip()}"


def content_digest(path: Path) -> str:
    """SHA-256 of a file, read in pieces; empty where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(1 << 20):
                digest.update(piece)
    except OSError:
        return ""
    return digest.hexdigest()


def _files_digest(task: Task) -> str:
    """Of what judges a task: its header with its limits, its checks, thresholds, oracle and data."""
    files = [catalog.path_of(task, name) for name in ("checks.py", "calibration.json", "public.json", "public.npz")]
    files += sorted(catalog.path_of(task, "checks").glob("*.py"))  # a file or a folder: what is not there adds nothing
    files += [catalog.path_of(task, "oracle.py", kind="reference"), *public_files(task).values()]
    if "mnist_train.npz" in task.data:
        files.append(evaluation_set.evaluation_file())
    return _digest([repr(task), *map(content_digest, files)])


@functools.cache
def _code_digest() -> str:
    """Of the grader's own code; ``bundle`` holds the tasks in an installed one."""
    package = Path(places.package())
    files = {path.relative_to(package).as_posix(): path for path in package.rglob("*.py")}
    return _digest(f"{name} {content_digest(files[name])}" for name in sorted(files) if not name.startswith("bundle/"))


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_DIGITS]


def grade_key(handed: Handed, seed: int, timeout: float | None, fence: str) -> str:
    """A digest of everything that a result depends on; the same key, the same result."""
    parts = (
        content_digest(handed.path),
        handed.path.name,
        repr(sorted(versions(handed.task).items())),
        str(seed),
        str(timeout),
        fence,
    )
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
