"""Warm workers for a batch: which packages one has to have imported, and how many fit on this machine."""

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

# Packages that students import beside those of their task and that take long to import.
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
    """The weight of what a worker must have imported for this file, and the packages: sorted, light files come first."""
    try:
        with job.path.open("rb") as file:
            source = file.read(_LOOKED_AT).decode("utf-8", errors="replace")
    except OSError:
        source = ""
    if source.lstrip("\ufeff \t\r\n").startswith("{"):  # a notebook: its lines are strings in a JSON list
        source = source.replace('"', "\n")
    tools = imports(source) | set(job.task.tools)
    return sum(_WEIGHT.get(tool, 0) for tool in tools), tuple(sorted(tools))


_LOOKED_AT = 1 << 18
_WEIGHT = {"tensorflow": 100, "scikit-learn": 10, "matplotlib": 5, "pandas": 4, "scipy": 2}


class Warmth:
    """Keeps one warm worker.

    It is replaced when a submission needs packages that it has not imported. If this machine cannot run one,
    every child is started cold.
    """

    def __init__(self, backend: Backend, warm: bool) -> None:
        self._backend = backend
        self._wanted = warm
        self._tools: frozenset[str] = frozenset()
        self._worker: Warm | None = None

    def backend(self, task: Task, more: frozenset[str] = frozenset()) -> Backend:
        """The back end for a submission that needs the task's packages and ``more``."""
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


_PROCESS_MB = 150  # a grading process beside its worker


def automatic_jobs(jobs: Iterable[Job]) -> int:
    """How many grading processes to start: each needs memory of its own, and its worker may use the task's limit."""
    return at_once(max((job.task.limits.memory_mb for job in jobs), default=1) + _PROCESS_MB)


def at_once(memory_mb: int) -> int:
    """As many jobs as cores, but no more than fit into memory if each uses ``memory_mb``."""
    import psutil

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    available = psutil.virtual_memory().available >> 20
    return max(1, min(cores, available // memory_mb))
