"""A warm worker: imports the heavy packages once, then forks a fresh child for each submission.

Started by ``start.py`` inside the sandbox; each fork runs the loop of ``main.py``. This process
itself never runs a student's code and never executes an operation of the packages that it imports:
forking after an import and before the first operation is what TensorFlow survives.

The control channel is a Unix socket on standard input. The grader sends one JSON line with four
descriptors (the new child's standard input, output and error, and a pipe at whose end it goes on);
the answer is one JSON line with a pidfd of the new child. One child lives at a time; when it has ended, its exit status follows.

Under bubblewrap each child gets user, mount, pid, network and ipc namespaces of its own inside
those of the worker, and a private tmpfs: it can neither see nor signal nor outlive anything else.
"""

from __future__ import annotations

import contextlib
import ctypes
import functools
import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
from typing import Any, NoReturn

from .main import main as main_loop

_NEW_NAMESPACES = 0x00020000 | 0x10000000 | 0x20000000 | 0x40000000 | 0x08000000  # mount user pid net ipc
_MS_REC_PRIVATE = 0x4000 | 0x40000
_MS_NOSUID_NODEV = 2 | 4
_MS_NOEXEC = 8
_MS_BIND = 4096
_MS_REC = 0x4000
_MS_MOVE = 8192
_MS_REMOUNT_READ_ONLY = 32 | 4096 | 1
_KEPT = ("cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems")
_PR_CAPBSET_DROP = 24
_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SIGKILL = 9


@functools.cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


def _must(result: int, what: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def _unshare() -> None:
    """Namespaces of our own; the identity stays the same one that the worker has."""
    uid, gid = os.getuid(), os.getgid()
    _must(_libc().unshare(_NEW_NAMESPACES), "unshare")
    for name, content in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(content)


def _private_folders(workdir: str, size: int) -> None:
    libc = _libc()
    _must(libc.mount(b"none", b"/", None, _MS_REC_PRIVATE, None), "mount /")
    options = f"size={size},mode=0700".encode()
    for place in (workdir, "/dev/shm"):  # whatever the last child left there is out of sight
        _must(libc.mount(b"tmpfs", place.encode(), b"tmpfs", _MS_NOSUID_NODEV, options), "mount tmpfs")
    if not os.path.islink("/tmp"):  # else it is the working folder
        _private_tmp(options)
    _own_processes()


def _private_tmp(options: bytes) -> None:
    """A /tmp of this child's own, if Python itself is below /tmp: what is mounted there stays, read-only."""
    libc = _libc()
    kept = {name: os.open(f"/tmp/{name}", os.O_RDONLY | os.O_DIRECTORY) for name in os.listdir("/tmp")}
    _must(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", _MS_NOSUID_NODEV, options), "mount /tmp")
    for name, descriptor in kept.items():
        place = f"/tmp/{name}".encode()
        os.mkdir(place)
        _must(libc.mount(f"/proc/self/fd/{descriptor}".encode(), place, None, _MS_BIND | _MS_REC, None), "mount /tmp")
        read_only = _MS_REMOUNT_READ_ONLY | _MS_NOSUID_NODEV
        _must(libc.mount(None, place, None, read_only, None), "remount /tmp")
        os.close(descriptor)


def _own_processes() -> None:
    """A /proc that shows this namespace's processes alone: the old one shows the worker's.

    If the kernel refuses a new one, a few files of the old one and this process's own folder are kept.
    """
    libc = _libc()
    if libc.mount(b"proc", b"/proc", b"proc", _MS_NOSUID_NODEV | _MS_NOEXEC, None) == 0:
        return
    own = os.open("/proc/self/", os.O_RDONLY | os.O_DIRECTORY)
    kept = {name: os.open(f"/proc/{name}", os.O_RDONLY) for name in _KEPT if os.path.exists(f"/proc/{name}")}
    links = {name: f"/proc/self/fd/{descriptor}" for name, descriptor in kept.items()}
    stand = f"/proc/self/fd/{own}"
    _must(libc.mount(b"tmpfs", b"/dev/shm", b"tmpfs", 0, b"size=65536,mode=0755"), "mount tmpfs")
    for name, source in links.items():
        open(f"/dev/shm/{name}", "w").close()
        _must(libc.mount(source.encode(), f"/dev/shm/{name}".encode(), None, _MS_BIND, None), f"mount {name}")
    os.mkdir("/dev/shm/self")
    _must(libc.mount(stand.encode(), b"/dev/shm/self", None, _MS_BIND, None), "mount self")
    _must(libc.mount(b"/dev/shm", b"/proc", None, _MS_MOVE, None), "mount /proc")
    _must(libc.mount(None, b"/proc", None, _MS_REMOUNT_READ_ONLY, None), "remount /proc")
    for descriptor in (own, *kept.values()):
        os.close(descriptor)


def _link_files(workdir: str, files: dict[str, str]) -> None:
    for inside, outside in files.items():
        target = os.path.join(workdir, inside)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(outside, target)


def _drop_capabilities() -> None:
    """Give up all capabilities: a new user namespace has every one of them."""
    libc = _libc()
    for capability in range(64):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)  # refused where there is none to drop
    header = struct.pack("Ii", 0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    _must(libc.capset(header, b"\0" * 24), "capset")
    _must(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs")


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def _filter_system_calls(program: bytes) -> None:
    if not program:
        return
    buffer = ctypes.create_string_buffer(program, len(program))
    filled = _Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p).value)
    _must(_libc().prctl(_PR_SET_SECCOMP, 2, ctypes.byref(filled), 0, 0), "seccomp")


def _become_child(order: dict[str, Any], descriptors: list[int]) -> None:
    """In the forked process: close everything else, then serve one submission. Never returns.

    The first process of a pid namespace is immune to signals from inside it, but a student's code that
    kills itself has to die. So the first process only waits, and the code runs in its child; both are
    fenced in.
    """
    os.read(descriptors[3], 1)  # returns when the grader closes it: this process is in its control group by then
    for number, descriptor in enumerate(descriptors[:3]):
        os.dup2(descriptor, number)
    os.closerange(3, 4096)
    workdir = order["workdir"]
    namespaces = order["fence"] == "namespaces"
    inner = os.fork()
    if inner:
        if namespaces:
            _give_up_rights(order)
        _wait_for(inner)
    os.setsid()  # a group of its own: a signal to the whole group reaches nobody else
    if namespaces:
        _private_folders(workdir, order["size"])
        _link_files(workdir, order["files"])
        _give_up_rights(order)
    os.chdir(workdir)
    home = dict.fromkeys(("HOME", "TMPDIR", "TEMP", "TMP", "USERPROFILE"), workdir)
    os.environ.update(home, MPLCONFIGDIR=f"{workdir}/.matplotlib")
    main_loop()


def _give_up_rights(order: dict[str, Any]) -> None:
    _drop_capabilities()
    _filter_system_calls(bytes.fromhex(order["seccomp"]))


def _wait_for(inner: int) -> None:
    """Wait for the child and end with its exit code; the kernel then ends all other processes of the namespace."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in range(3):  # the pipes are the child's: the grader has to see them close
        os.dup2(nothing, number)
    while True:
        pid, status = os.wait()
        if pid == inner:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _end_like(code: int) -> NoReturn:
    """End as the process did that this one waited for: with its exit code, or by its signal.

    A student's code can choose the first process's exit code but cannot end it by a signal. So a signal is
    always one from outside.
    """
    if code < 0:
        with contextlib.suppress(OSError, ValueError):  # SIGKILL has no handler to reset
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
        os.kill(os.getpid(), _SIGKILL)
    os._exit(code)


def _serve(control: socket.socket, order: dict[str, Any], descriptors: list[int]) -> None:
    """Fork a keeper that makes the namespaces, which forks the child as their first process."""
    keeper = os.fork()
    if keeper:
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(keeper, 0)
        code = os.waitstatus_to_exitcode(status)
        control.sendall(json.dumps({"exit": code}).encode() + b"\n")
        return
    try:
        _libc().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
        if order["fence"] == "namespaces":
            _unshare()
        os.setsid()
        pid = os.fork()
        if pid == 0:
            _libc().prctl(_PR_SET_PDEATHSIG, _SIGKILL, 0, 0, 0)
            _become_child(order, descriptors)
        socket.send_fds(control, [b'{"started": true}\n'], [os.pidfd_open(pid)])
        for descriptor in descriptors:
            os.close(descriptor)
        _, status = os.waitpid(pid, 0)
        _end_like(os.waitstatus_to_exitcode(status))
    except BaseException as error:  # nothing of a student's runs here; the grader must hear of it
        os.write(2, f"the warm worker failed: {type(error).__name__}: {error}\n".encode())
        os._exit(70)


def main() -> None:
    """Import the packages that the first line on the control channel names; then fork until it is closed."""
    control = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    buffer = b""
    while b"\n" not in buffer:
        buffer += control.recv(1 << 16)
    setup = json.loads(buffer)
    sys.path.extend(entry for entry in setup["sys_path"] if entry not in sys.path)
    for name in setup["preload"]:
        importlib.import_module(name)
    gc.freeze()  # what is loaded stays shared between the forks
    control.sendall(b'{"ready": true}\n')
    while True:
        data, descriptors, _, _ = socket.recv_fds(control, 1 << 20, 4)
        if not data:
            return
        _serve(control, json.loads(data), descriptors)
