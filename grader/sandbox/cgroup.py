"""Control groups, version 2: one for each child, if the grader may make them.

Root may do so on a machine with the unified hierarchy, and a user if the session manager delegates a subtree (a
desktop's terminal, ``systemd-run --user --scope``). The kernel then limits the memory and the number of processes of
the whole tree; otherwise ``process.Child`` watches both.
"""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from grader.task.declaration import Limits

ROOT = Path("/sys/fs/cgroup")
_NEEDED = {"memory", "pids"}


@dataclass(frozen=True)
class Group:
    path: Path

    def ran_out_of_memory(self) -> bool:
        with contextlib.suppress(OSError):
            events = (self.path / "memory.events").read_text()
            return any(line.startswith("oom_kill ") and line != "oom_kill 0" for line in events.splitlines())
        return False

    def remove(self) -> None:
        """End all processes of the group and remove it."""
        with contextlib.suppress(OSError):  # a kernel before 5.14 has no such file
            (self.path / "cgroup.kill").write_text("1")
        for _ in range(100):
            try:
                self.path.rmdir()
            except FileNotFoundError:
                return
            except OSError:  # processes take a moment to end
                time.sleep(0.01)
            else:
                return


@functools.cache
def parent(root: Path = ROOT) -> Path | None:
    """The group in which children's groups can be made; None if there is none."""
    if sys.platform != "linux":
        return None
    try:
        lines = Path("/proc/self/cgroup").read_text().splitlines()
    except OSError:
        return None
    own = next((line[3:] for line in lines if line.startswith("0::")), "")
    here = root / own.lstrip("/")
    # A group with processes in it cannot delegate memory to subgroups: try siblings first.
    for place in (here.parent, here) if here != root else (here,):
        with contextlib.suppress(OSError):
            given = set((place / "cgroup.subtree_control").read_text().split())
            if given >= _NEEDED and os.access(place / "cgroup.procs", os.W_OK) and os.access(place, os.W_OK):
                return place
    return None


def create(limits: Limits) -> Group | None:
    """A new group with the limits set, or None if that is not possible."""
    place = parent()
    if place is None:
        return None
    sweep(place)
    group = Group(place / f"grader-{os.getpid()}-{secrets.token_hex(6)}")
    try:
        group.path.mkdir()
        (group.path / "memory.max").write_text(str(limits.memory_mb << 20))
        # One above the limit, plus two for bwrap or the warden: so the watcher reports the limit before the kernel
        # acts.
        (group.path / "pids.max").write_text(str(limits.processes + 3))
        with contextlib.suppress(OSError):  # a machine without swap accounting
            (group.path / "memory.swap.max").write_text("0")
        with contextlib.suppress(OSError):  # a kernel before 4.19
            (group.path / "memory.oom.group").write_text("1")
    except OSError:
        group.remove()
        return None
    return group


def enter(group: Group | None) -> list[str]:
    """The command prefix that starts a command inside the group, including its first fork."""
    if group is None:
        return []
    return ["/bin/sh", "-c", 'echo 0 > "$1" && shift && exec "$@"', "sh", str(group.path / "cgroup.procs")]


def sweep(place: Path) -> None:
    """Remove the groups left by graders that were killed."""
    for old in place.glob("grader-*-*"):
        number = old.name.split("-")[1]
        if number.isdigit() and not Path("/proc", number).exists():
            with contextlib.suppress(OSError):  # another user's, or still in use
                old.rmdir()
