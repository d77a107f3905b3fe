"""What every back end shares: what to start, with which environment, and its interface."""

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

CHILD = Path(package()).resolve() / "child"  # the one folder of ours that a child sees
START = "start.py"

# Passed through where they are set: what the dynamic linker, the locale and BLAS need to be right.
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

# One thread for each library: sums then come out in the same order however many jobs run beside
# this one, so that a grade is the same alone and in a batch, and jobs do not fight for cores.
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
    """One child to be started. ``files`` maps paths in its working folder to files of the host."""

    limits: Limits
    files: dict[str, Path]


class Process(Protocol):
    """What is used of ``subprocess.Popen``; a warm worker's child has as much."""

    pid: int
    stdin: IO[bytes] | None
    stdout: IO[bytes] | None
    stderr: IO[bytes] | None
    returncode: Any

    def wait(self, timeout: float | None = None) -> int: ...

    def kill(self) -> None: ...


@dataclass
class Started:
    """A running child: its process, its working folder as it sees it, and what to tidy up after.

    ``lifeline`` is a descriptor whose closing ends everything (see ``warden.py``), ``scratch`` a
    folder of the host that the child may write in, ``group`` its control group; where they exist.
    A ``sealed`` process is the first of its namespace: nothing of what it has started outlives it.
    A ``guarded`` process is one that the student's code cannot signal: a signal that ends it came from outside.
    """

    process: Process
    workdir: str
    scratch: Path | None = None
    lifeline: int = -1
    group: Group | None = None
    sealed: bool = False
    guarded: bool = False


class Backend(Protocol):
    """``network`` says whether the child reaches one; ``seccomp`` whether a filter is in force."""

    name: str

    @property
    def network(self) -> bool: ...

    @property
    def seccomp(self) -> bool: ...

    def unavailable(self) -> str:
        """Why this back end does not work here; empty where it does."""

    def start(self, plan: Plan) -> Started: ...


def environment(home: str) -> dict[str, str]:
    """The child's whole environment: an allow-list, never the grader's own."""
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
    """Compile ``child/`` once, so that no child does: there the folder is read-only, and -B writes nothing."""
    for path in CHILD.glob("*.py"):
        cached = importlib.util.cache_from_source(str(path))
        with contextlib.suppress(OSError, py_compile.PyCompileError):  # a read-only installation: each child compiles
            if not os.path.exists(cached) or os.path.getmtime(cached) < os.path.getmtime(path):
                py_compile.compile(str(path), cached, doraise=True)


def python_command(folder: str, module: str = "main") -> list[str]:
    """Starts ``child/<module>.py`` from ``folder``, where the child sees ``child/``.

    -s: no user site of the host; -B: leaves no bytecode behind; utf8: the same text everywhere.
    """
    compile_child()
    return [sys.executable, "-s", "-B", "-X", "utf8", os.path.join(folder, START), module]


def module_search_path() -> list[str]:
    """The installed packages' folders. Not the current folder, not a script's, not PYTHONPATH's:
    those may hold the grader, other submissions or answers.
    """
    folders = {*site.getsitepackages(), site.getusersitepackages()}
    return [entry for entry in sys.path if entry in folders and os.path.isdir(entry)]
