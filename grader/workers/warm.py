"""TODO."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path

from grader.sandbox import Backend
from grader.sandbox.fork_server import PRELOAD, Warm
from grader.task import catalog
from grader.task.declaration import Task
from grader.task.handout import public_files
from grader.workers.job import Job

# What students import beside what their task asks for, and what has to be loaded before it is quick.
_IMPORTED = re.compile(
    r"^[ \t]*(?:import|from)[ \t]+(tensorflow|keras|sklearn|pandas|matplotlib|scipy)\b", re.MULTILINE
)

_LOADS = {
    "tensorflow": "tensorflow",
    "keras": "tensorflow",
    "sklearn": "scikit-learn",
    "pandas": "pandas",
    "matplotlib": "matplotlib",
    "scipy": "scipy",
}


def imports(source: str) -> frozenset[str]:
    """The heavy packages that a text seems to import. A wrong guess costs time, never a result."""
    return frozenset(_LOADS[name] for name in _IMPORTED.findall(source))


def needed(job: Job) -> tuple[int, tuple[str, ...]]:
    """What a worker has to have loaded, as a key that puts the light ones first."""
    try:
        with job.handed.path.open("rb") as file:
            source = file.read(_LOOKED_AT).decode("utf-8", errors="replace")
    except OSError:
        source = ""
    if job.handed.path.suffix.lower() == ".ipynb":  # the lines are strings of a JSON list there
        source = source.replace('"', "\n")
    tools = imports(source) | set(job.handed.task.tools)
    return sum(_WEIGHT.get(tool, 0) for tool in tools), tuple(sorted(tools))


_LOOKED_AT = 1 << 18
_WEIGHT = {"tensorflow": 100, "scikit-learn": 10, "matplotlib": 5, "pandas": 4, "scipy": 2}


class Warmth:
    """One warm worker, replaced by one that has loaded more when that is needed; cold where none can be had."""

    def __init__(self, backend: Backend, warm: bool) -> None:
        self._backend = backend
        self._wanted = warm
        self._tools: frozenset[str] = frozenset()
        self._worker: Warm | None = None

    def backend(self, task: Task, more: frozenset[str] = frozenset()) -> Backend:
        if not self._wanted:
            return self._backend
        tools = more | set(task.tools)
        if self._worker is None or not tools <= self._tools:
            self.close()
            self._tools |= tools
            self._worker = self._new()
            if self._worker is None:
                self._wanted = False
                return self._backend
        return self._worker

    def _new(self) -> Warm | None:
        files: dict[str, Path] = {}
        for task in catalog.tasks():
            files.update({f"{task.name}/{name}": path for name, path in public_files(task).items()})
        loaded = (name for tool in sorted(self._tools) for name in PRELOAD.get(tool, ()))
        warm = Warm(self._backend, files, tuple(loaded))
        if warm.unavailable():
            warm.close()
            return None
        return warm

    def close(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


_JUDGE_MB = 150


def automatic_jobs(jobs: Iterable[Job]) -> int:
    """A judge needs memory too, and a worker may use its task's limit."""
    return at_once(max((job.handed.task.limits.memory_mb for job in jobs), default=1) + _JUDGE_MB)


def at_once(memory_mb: int) -> int:
    """As many jobs as cores, and no more than memory holds: each may use ``memory_mb``."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    available = psutil.virtual_memory().available >> 20
    return max(1, min(cores, available // memory_mb))
