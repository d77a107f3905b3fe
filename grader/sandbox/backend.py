"""Shared by all back ends: what to start, its environment, and the interface."""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import os
import py_compile
import site
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol

from grader.base.places import package
from grader.task.declaration import Limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.sandbox.cgroup import Group

CHILD = Path(package()).resolve() / "child"  # the grader's only folder that a child sees
START = "start.py"

# Passed on if set: the dynamic linker, the locale and BLAS need them to work correctly.
_PASSED = (
    "PATH",
    "LD_LIBRARY_PATH",
    "OPENBLAS_CORETYPE",
    "OPENBLAS_L2_SIZE",
    "TZ",
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "PATHEXT",
    "COMSPEC",
)

# One thread for each library. Sums are then added in the same order however many jobs run, so a grade is the same alone
# and in a batch, and jobs do not compete for cores.
_FIXED = {
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "MPLBACKEND": "Agg",
    "KERAS_BACKEND": "tensorflow",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "LOKY_MAX_CPU_COUNT": "1",
    "CUDA_VISIBLE_DEVICES": "-1",
}


@dataclass(frozen=True)
class Plan:
    """How to start one child. ``files`` maps paths in its working folder to files on the host."""

    limits: Limits
    files: dict[str, Path]


class Process(Protocol):
    """The part of ``subprocess.Popen`` that is used; the child of a warm worker has the same methods."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None
    returncode: Any

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


@dataclass
class Started:
    """A running child: its process, its working folder as the child sees it, and what to clean up afterwards.

    These may be missing: ``lifeline`` is a descriptor whose closing ends everything (see ``warden.py``), ``scratch``
    the folder on the host that the child may write to, ``group`` its control group. ``sealed`` means that the process
    is the first of its PID namespace: nothing that it has started outlives it. ``guarded`` means that the student's
    code cannot signal the process: a signal that ends it came from outside.
    """

    process: Process
    workdir: str
    scratch: Path | None = None
    lifeline: int = -1
    group: Group | None = None
    sealed: bool = False
    guarded: bool = False


class Backend(Protocol):
    """``network`` is True if the child can reach a network, ``seccomp`` if a seccomp filter is in force."""

    name: str

    @property
    def network(self) -> bool: ...

    @property
    def seccomp(self) -> bool: ...

    def unavailable(self) -> str:
        """Why this back end does not work here; empty if it does."""

    def start(self, plan: Plan) -> Started: ...


def environment(home: str) -> dict[str, str]:
    """All environment variables of the child: an allow-list, never the grader's own environment."""
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    places = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE"), home)
    return {
        **passed,
        **_FIXED,
        **places,
        "USER": "student",
        "LOGNAME": "student",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
    }


@functools.cache
def compile_child() -> None:
    """Compile ``child/`` once for all children: they see the folder read-only, and with -B they write no bytecode."""
    for path in CHILD.glob("*.py"):
        cached = importlib.util.cache_from_source(str(path))
        with contextlib.suppress(OSError, py_compile.PyCompileError):  # read-only installation: children compile
            if not os.path.exists(cached) or os.path.getmtime(cached) < os.path.getmtime(path):
                py_compile.compile(str(path), cached, doraise=True)


def python_command(folder: str, module: str = "main") -> list[str]:
    """Starts ``child/<module>.py`` from ``folder``, where the child sees ``child/``.

    -s: no user site of the host; -B: write no bytecode; utf8: the same text encoding everywhere.
    """
    compile_child()
    return [sys.executable, "-s", "-B", "-X", "utf8", os.path.join(folder, START), module]


def module_search_path() -> list[str]:
    """The folders of the installed packages.

    The current folder, a script's folder and PYTHONPATH are left out: they may hold the grader, other submissions or
    answers.
    """
    folders = {*site.getsitepackages(), site.getusersitepackages()}
    return [entry for entry in sys.path if entry in folders and os.path.isdir(entry)]
