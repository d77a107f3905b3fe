"""A child and all processes that it has started: which they are, what they use, whether they are gone."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import dataclass

_LINUX = sys.platform == "linux"


@dataclass(frozen=True)
class Usage:
    """Resident bytes (shared pages counted for each process) and threads of a process tree."""

    memory: int
    threads: int


@dataclass(frozen=True)
class Member:
    """``born`` distinguishes a process from a later one with the same number."""

    pid: int
    born: float
    memory: int
    threads: int


def members(root: int) -> list[Member]:
    """``root`` and its living descendants."""
    return _by_proc(root) if _LINUX else _by_psutil(root)


def below(root: int) -> list[Member]:
    """Like ``members``, but from the kernel's lists of children, which is faster if there are many processes.

    For trees in a PID namespace of their own: there an orphan's new parent is in the tree as well.
    """
    if not _LINUX or not os.path.exists(f"/proc/{root}/task/{root}/children"):
        return members(root)
    family = []
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        found = _stat(pid)
        if found is not None and not found[1]:
            family.append(found[2])
        waiting += _children(pid)
    return family


def _children(pid: int) -> list[int]:
    """The children of all threads of a process; empty if it has ended."""
    found: list[int] = []
    with contextlib.suppress(OSError):
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", "rb") as file:
                found += map(int, file.read().split())
    return found


def usage(family: list[Member]) -> Usage:
    return Usage(sum(member.memory for member in family), sum(member.threads for member in family))


_MANY = 512  # descriptors of a family up to which their sockets are not worth a look
_SOCKET = 2 * 212_992  # bytes that the kernel keeps for one Unix socket at most, if its buffers were not enlarged


def socket_memory(family: list[Member]) -> int:
    """The most that the family's sockets can hold in the kernel, where no limit counts it; 0 for a few sockets."""
    opened = {member.pid: _descriptors(member.pid) for member in family}
    if sum(map(len, opened.values())) <= _MANY:
        return 0
    found: set[str] = set()
    for pid, names in opened.items():
        for name in names:
            with contextlib.suppress(OSError):  # closed in the meantime
                found.add(os.readlink(f"/proc/{pid}/fd/{name}"))
    return _SOCKET * sum(each.startswith("socket:") for each in found)


def _descriptors(pid: int) -> list[str]:
    try:
        return os.listdir(f"/proc/{pid}/fd")
    except OSError:  # it has ended, or it may not be looked at
        return []


def own_memory(family: list[Member]) -> int:
    """Resident bytes with shared pages divided among the processes that share them: slow, but exact."""
    total = 0
    for member in family:
        try:
            with open(f"/proc/{member.pid}/smaps_rollup", "rb") as file:
                line = next(line for line in file if line.startswith(b"Pss:"))
            total += int(line.split()[1]) << 10
        except (OSError, ValueError, StopIteration):
            total += member.memory
    return total


def gone(family: list[Member], seconds: float) -> bool:
    """Whether all of them end within the time. A zombie counts as ended."""
    deadline = time.monotonic() + seconds
    pause = 0.0005
    while any(_lives(member) for member in family):
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
        pause = min(2 * pause, 0.02)
    return True


def kill(family: list[Member]) -> None:
    import psutil

    for member in family:
        with contextlib.suppress(psutil.Error, OSError):
            if _lives(member):
                psutil.Process(member.pid).kill()


def _lives(member: Member) -> bool:
    if _LINUX:
        found = _stat(member.pid)
        return found is not None and found[2].born == member.born
    import psutil

    try:
        process = psutil.Process(member.pid)
        return bool(process.create_time() == member.born and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def _stat(pid: int) -> tuple[int, bool, Member] | None:
    """(parent, is a zombie, the process) from /proc; None if it has ended."""
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            fields = file.read().rpartition(b")")[2].split()
        parent, threads, born, pages = int(fields[1]), int(fields[17]), int(fields[19]), int(fields[21])
    except (OSError, ValueError, IndexError):
        return None
    ended = fields[0] in (b"Z", b"X")
    member = Member(pid, float(-1 if ended else born), pages * os.sysconf("SC_PAGE_SIZE"), threads)
    return parent, ended, member


def _by_proc(root: int) -> list[Member]:
    below: dict[int, list[tuple[bool, Member]]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            found = _stat(int(name))
            if found is not None:
                parent, ended, member = found
                below.setdefault(parent, []).append((ended, member))
    top = _stat(root)
    family = [top[2]] if top is not None and not top[1] else []
    waiting = [root]
    while waiting:
        for ended, member in below.get(waiting.pop(), ()):
            waiting.append(member.pid)
            if not ended:
                family.append(member)
    return family


def _by_psutil(root: int) -> list[Member]:
    import psutil

    family = []
    with contextlib.suppress(psutil.Error):
        top = psutil.Process(root)
        for process in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):  # it has ended in the meantime
                family.append(
                    Member(
                        process.pid,
                        process.create_time(),
                        int(process.memory_info().rss),
                        process.num_threads(),
                    )
                )
    return family
