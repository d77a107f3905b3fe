"""Runs between the grader and a child without a process namespace, and ends all that the child leaves behind.

It is started as a script and uses only the standard library, so it starts in a few milliseconds. It makes the child's
scratch folder, confines the child if told to (Landlock, seccomp, no capabilities), and waits. It stops waiting when the
child ends, when the grader closes its end of the lifeline, or when the grader is killed in any way. Then it ends every
process that the child has started, detached ones included, removes the folder, and exits with the child's status.

    warden.py LIFELINE     the descriptor from which the policy is read, as one line of JSON
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and sys.path:
    sys.path.pop(0)  # the grader's folder: nothing is imported from it here

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import time
from typing import Any, NoReturn

_LINUX = sys.platform == "linux"

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 1, 36, 38
PR_SET_SECCOMP, PR_CAPBSET_DROP, SECCOMP_MODE_FILTER = 22, 24, 2
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446

# Landlock's rights on files, by bit; and the number of bits that each version knows.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE, MAKE_DIR, MAKE_REG = 1 << 4, 1 << 5, 1 << 7, 1 << 8
MAKE_FIFO, MAKE_SYM, REFER, TRUNCATE = 1 << 10, 1 << 12, 1 << 13, 1 << 14
_BITS = {1: 13, 2: 14, 3: 15, 4: 15}
_ALL_BITS = 16
READ = EXECUTE | READ_FILE | READ_DIR
WRITE = WRITE_FILE | TRUNCATE
SCRATCH = READ_FILE | READ_DIR | WRITE | REMOVE_DIR | REMOVE_FILE | MAKE_DIR | MAKE_REG | MAKE_FIFO | MAKE_SYM | REFER
_ON_FILES = EXECUTE | READ_FILE | WRITE
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract Unix sockets, signals

_LOOK_AGAIN = 0.5  # seconds between two checks that the grader still lives
_PATIENCE = 20.0  # seconds for processes to end after SIGKILL


def libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


# --- confinement, in the child's process ---------------------------------------------------------------


def landlock_version() -> int:
    """The kernel's version of Landlock; 0 if it has none."""
    if not _LINUX:
        return 0
    return max(int(libc().syscall(LANDLOCK_CREATE_RULESET, None, 0, 1)), 0)


def landlock(rules: list[tuple[str, int]]) -> None:
    """Allow this process and its descendants only what the rules say about files, and no TCP."""
    c = libc()
    version = landlock_version()
    handled = (1 << _BITS.get(version, _ALL_BITS)) - 1
    words = [handled]
    if version >= 4:
        words.append(_TCP)
    if version >= 6:
        words.append(_SCOPES)
    attribute = (ctypes.c_uint64 * len(words))(*words)
    ruleset = _check(
        c.syscall(LANDLOCK_CREATE_RULESET, ctypes.byref(attribute), ctypes.sizeof(attribute), 0), "Landlock"
    )
    for path, rights in rules:
        _allow(c, ruleset, path, rights & handled)
    _check(c.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "Landlock")
    os.close(ruleset)


class _PathBeneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("rights", ctypes.c_uint64), ("descriptor", ctypes.c_int32)]


def _allow(c: Any, ruleset: int, path: str, rights: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)  # type: ignore[attr-defined,unused-ignore]
    except OSError:  # not on this machine: nothing to allow
        return
    try:
        if not os.path.isdir(path):
            rights &= _ON_FILES
        rule = _PathBeneath(rights, descriptor)
        _check(c.syscall(LANDLOCK_ADD_RULE, ruleset, 1, ctypes.byref(rule), 0), f"Landlock, {path}")
    finally:
        os.close(descriptor)


def drop_capabilities() -> None:
    c = libc()
    for capability in range(64):
        c.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails if there is none to drop
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check(c.capset(ctypes.byref(header), ctypes.byref(nothing)), "capset")


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def seccomp(code: bytes) -> None:
    buffer = ctypes.create_string_buffer(code, len(code))
    program = _Program(len(code) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _check(libc().prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0), "seccomp")


def _become_the_child(policy: dict[str, Any], warden: int) -> NoReturn:
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        os.chdir(policy["scratch"])
        if _LINUX:
            _check(libc().prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")
            _check(libc().prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
            if os.getppid() != warden:
                os._exit(1)
        if policy.get("confine"):
            drop_capabilities()
            own = [(f"/proc/{os.getpid()}", READ), (policy["scratch"], SCRATCH)]
            landlock([*((path, rights) for path, rights in policy["confine"]), *own])
            seccomp(bytes.fromhex(policy["seccomp"]))
        command = policy["command"]
        os.execve(command[0], command, policy["environment"])
    except BaseException as error:
        os.write(2, f"the child could not be started: {error}\n".encode(errors="replace"))
        os._exit(126)


# --- watching the child --------------------------------------------------------------------------------


def _read_policy(lifeline: int) -> dict[str, Any]:
    text = bytearray()
    while not text.endswith(b"\n"):
        piece = os.read(lifeline, 1 << 16)
        if not piece:
            os._exit(1)  # the grader ended before it sent the policy
        text += piece
    policy: dict[str, Any] = json.loads(text)
    return policy


def _wait(child: int, lifeline: int, grader: int) -> int:
    """The child's wait status, or -1 if the grader closed the lifeline or died first."""
    bell, ringer = os.pipe()
    os.set_blocking(ringer, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer, warn_on_full_buffer=False)
    poll = select.poll()
    poll.register(lifeline, select.POLLIN)
    poll.register(bell, select.POLLIN)
    while True:
        status = _reap(child)
        if status is not None:
            return status
        events = dict(poll.poll(_LOOK_AGAIN * 1000))
        if bell in events:
            os.read(bell, 4096)
        if lifeline in events or os.getppid() != grader:
            return -1


def _reap(child: int) -> int | None:
    """Collect all ended processes; returns the child's status if it is among them."""
    status = None
    with contextlib.suppress(ChildProcessError):  # none is left
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            if ended[0] == child:
                status = ended[1]
    return status


def descendants(root: int) -> list[int]:
    """All living processes below ``root``, without zombies."""
    below: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:
                state, parent = file.read().rpartition(b")")[2].split()[:2]
        except (OSError, ValueError):
            continue  # it has ended
        if state not in (b"Z", b"X"):
            below.setdefault(int(parent), []).append(int(name))
        else:  # a zombie's children get a new parent soon; until then they are found through it
            below.setdefault(int(parent), []).append(-int(name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        for pid in below.get(waiting.pop(), ()):
            waiting.append(abs(pid))
            if pid > 0:
                found.append(pid)
    return found


def _end_everything(child: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    pause = 0.0005
    while time.monotonic() < deadline:
        _signal(os.killpg, child)
        if _LINUX:
            left = descendants(os.getpid())
            for pid in left:
                _signal(os.kill, pid)
        _reap(child)
        if not _LINUX or not left:
            return
        time.sleep(pause)
        pause = min(2 * pause, 0.02)


def _signal(send: Any, pid: int) -> None:
    with contextlib.suppress(OSError):  # it has ended
        send(pid, signal.SIGKILL)


def _make_scratch(policy: dict[str, Any]) -> None:
    scratch = policy["scratch"]
    os.mkdir(scratch, 0o700)
    for inside, outside in policy["files"].items():
        target = os.path.join(scratch, inside)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        shutil.copyfile(outside, target)


def remove(scratch: str) -> None:
    """Remove a folder, whatever its owner has left in it: any permissions, folders of any depth.

    Raises nothing. What cannot be removed now is swept later.
    """
    if os.path.islink(scratch) or not os.path.isdir(scratch):
        _unlink(scratch)
        return
    _open(scratch)
    moved = f"{scratch}/{os.urandom(8).hex()}-"
    count = 0
    while folders := _folders_in(scratch):
        before = count
        for folder in folders:
            _open(folder)
            # Their folders move up, so that no path is long and nothing has to recurse.
            for inner in _folders_in(folder):
                _open(inner)  # a folder that moves is written to
                with contextlib.suppress(OSError):
                    os.rename(inner, f"{moved}{count}")
                    count += 1
            with contextlib.suppress(OSError):
                os.rmdir(folder)
        if count == before:  # no folder was left to move: this was the last round, whatever stays
            break
    with contextlib.suppress(OSError):
        os.rmdir(scratch)


def _open(folder: str) -> None:
    with contextlib.suppress(OSError):
        os.chmod(folder, 0o700)


def _folders_in(folder: str) -> list[str]:
    """The folders directly in ``folder``; all else in it is removed."""
    found = []
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            if entry.is_dir(follow_symlinks=False):
                found.append(entry.path)
            else:
                _unlink(entry.path)
    return found


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        with contextlib.suppress(OSError):
            if not os.path.islink(path):
                os.chmod(path, 0o700)  # Windows removes no file that may only be read
                os.unlink(path)


def main() -> None:
    lifeline = int(sys.argv[1])
    grader = os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # only the lifeline ends the warden
    os.umask(0o077)  # the caller's may forbid the child its own folder
    policy = _read_policy(lifeline)
    if _LINUX:
        _check(libc().prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
    status = -1
    try:
        _make_scratch(policy)
        warden = os.getpid()
        child = os.fork()
        if child == 0:
            os.close(lifeline)
            _become_the_child(policy, warden)
        nothing = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nothing, descriptor)
        status = _wait(child, lifeline, grader)
        _end_everything(child)
    finally:
        remove(policy["scratch"])
    # As the shell and bwrap report it: 128 plus the number of the signal.
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 128 + (status & 0x7F) if status >= 0 else 0)


if __name__ == "__main__":
    main()
