"""Landlock and seccomp, for Linux machines on which users may not make namespaces.

The child can read the interpreter, the packages and its own folder, and write in its scratch folder only. It has no
sockets and no capabilities. From Landlock's version 6 on it cannot signal processes that it has not started. It shares
the host's process table and network namespace but has no access to either; ``warden.py`` makes sure that nothing
outlives it.
"""

from __future__ import annotations

import functools
import os
import sys

from grader.base.language import say
from grader.sandbox import seccomp, warden
from grader.sandbox.backend import CHILD, Plan, Started
from grader.sandbox.plain import start_with_warden
from grader.sandbox.visible import ETC, beneath, layout

# What the C library, NumPy and TensorFlow read to learn about the machine.
_MACHINE = (
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/version",
    "/proc/filesystems",
    "/proc/sys/vm/overcommit_memory",
    "/proc/sys/kernel/osrelease",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
)
_SCOPED_SIGNALS = 6  # the version from which on a child cannot signal what it has not started
_READABLE_DEVICES = ("/dev/urandom", "/dev/random")
_WRITABLE_DEVICES = ("/dev/null", "/dev/zero", "/dev/full")


class Landlock:
    name = "landlock"
    network = False

    @property
    def seccomp(self) -> bool:
        return bool(seccomp.program(False))

    def unavailable(self) -> str:
        return _unavailable()

    def start(self, plan: Plan) -> Started:
        started = start_with_warden(plan, {"confine": rules(), "seccomp": seccomp.program(False).hex()})
        started.guarded = warden.landlock_version() >= _SCOPED_SIGNALS
        return started


@functools.cache
def _unavailable() -> str:
    if sys.platform != "linux":
        return say("it needs Linux")
    if warden.landlock_version() < 1:
        return say("this kernel has no Landlock, or it is switched off")
    if not seccomp.program(False):
        # Landlock alone does not block UDP or the sockets of the host's services.
        return say("it needs a seccomp filter; pip install 'grader[sandbox]' and the C library libseccomp")
    return ""


def rules() -> list[tuple[str, int]]:
    """(path, rights) for everything outside its scratch folder that the child may use."""
    found: list[tuple[str, int]] = []
    listed = layout()
    hidden = [place for place, shown in listed if not shown]
    for place, shown in listed:
        if shown:
            found += _open(place, hidden)
    found += [(place, warden.READ) for place in (*ETC, *_MACHINE)]
    found += [(str(CHILD), warden.READ)]
    found += [(place, warden.READ_FILE) for place in _READABLE_DEVICES]
    found += [(place, warden.READ_FILE | warden.WRITE) for place in _WRITABLE_DEVICES]
    return found


def _open(place: str, hidden: list[str]) -> list[tuple[str, int]]:
    """Rights to read ``place`` except what is hidden in it.

    Landlock cannot exclude a folder inside an allowed one. If something in ``place`` is hidden, each other entry is
    allowed separately and ``place`` itself may only be listed, which the import system needs.
    """
    if place in hidden:
        return []
    if not any(beneath(other, place) for other in hidden):
        return [(place, warden.READ)]
    found = [(place, warden.READ_DIR)]
    with os.scandir(place) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if not entry.is_symlink():  # Landlock checks the target of a link
                found += _open(entry.path, hidden)
    return found
