"""A seccomp filter against kernel calls that no exercise needs and that break-outs use.

It lists what is denied, not what is allowed: TensorFlow and the C library use several hundred calls, and other ones in
every version. Namespaces or Landlock are the second barrier. The package pyseccomp compiles the filter with libseccomp;
without it ``program`` is empty.
"""

from __future__ import annotations

import errno
import functools
import socket
import sys
import tempfile
from typing import Any

_DENIED = (
    # other processes
    "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp pidfd_getfd",
    # the kernel's own virtual machines and rings
    "bpf userfaultfd perf_event_open io_uring_setup io_uring_enter io_uring_register fanotify_init lookup_dcookie",
    # keys
    "keyctl add_key request_key",
    # mounts, and file handles that bypass them
    "mount umount umount2 pivot_root chroot fsopen fsmount fsconfig fspick move_mount open_tree open_tree_attr",
    "mount_setattr statmount listmount name_to_handle_at open_by_handle_at quotactl quotactl_fd swapon swapoff",
    # namespaces
    "unshare setns",
    # the machine
    "init_module finit_module delete_module create_module kexec_load kexec_file_load reboot acct syslog personality",
    "settimeofday clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex stime sethostname",
    "setdomainname iopl ioperm vm86 vm86old modify_ldt vhangup nfsservctl sysfs _sysctl uselib",
    # moving memory between nodes, and memory that no process limit counts
    "migrate_pages move_pages shmget shmat msgget semget mq_open",
)

# Answered as if the kernel had no such call, so that libraries use an alternative. clone3 keeps its flags in memory,
# where a filter cannot see them (glibc then uses clone); a memfd is counted by no limit.
_ABSENT = ("clone3", "memfd_create", "memfd_secret")

# CLONE_NEW* of clone(2): cgroup, uts, ipc, user, pid, net, mount.
_NEW_NAMESPACE = (0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000)

# Calls on a process, and which argument is its number; 0 means the caller itself.
_ON_OTHERS = {
    "prlimit64": 0,
    "setpriority": 1,
    "ioprio_set": 1,
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
}

# Landlock does not cover these, and under bubblewrap the host's device nodes belong to root, who may be the grader. They
# must have no effect on the host's files. They report success, since copying a file ends with them.
_WITHOUT_EFFECT = (
    "chmod fchmod fchmodat fchmodat2 utime utimes utimensat futimesat",
    "setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat",
    "chown lchown fchown fchownat file_setattr",
)

# Calls that are younger than many a libseccomp. From 424 on a call has one number on all processors.
_NUMBERS = {
    "open_tree": 428,
    "move_mount": 429,
    "fsopen": 430,
    "fsconfig": 431,
    "fsmount": 432,
    "fspick": 433,
    "clone3": 435,
    "pidfd_getfd": 438,
    "process_madvise": 440,
    "mount_setattr": 442,
    "quotactl_fd": 443,
    "memfd_secret": 447,
    "process_mrelease": 448,
    "fchmodat2": 452,
    "statmount": 457,
    "listmount": 458,
    "setxattrat": 463,
    "removexattrat": 466,
    "open_tree_attr": 467,
    "file_setattr": 469,
}

# Terminal ioctls that type into another user's terminal.
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C

# Buffers in the kernel count as nobody's memory. So none grows beyond what it has at first.
_SOL_SOCKET, _BUFFERS = 1, (7, 8, 32, 33)  # SO_SNDBUF, SO_RCVBUF, and the same with FORCE
_F_SETPIPE_SZ = 1031


@functools.cache
def _library() -> Any:
    """pyseccomp, or None if it or its C library is missing."""
    if sys.platform != "linux":
        return None
    try:
        import pyseccomp
    except (ImportError, OSError, RuntimeError, AttributeError):
        return None
    return pyseccomp


def available() -> bool:
    return bool(program(True))


@functools.cache
def program(namespaces: bool) -> bytes:
    """The compiled filter; empty if none can be made.

    Only AF_UNIX sockets are allowed, and calls that change a file's mode, owner, times or attributes have no effect. A
    child without its own namespaces gets no socket at all, since it could reach the host's services through them. It
    also gets no call that changes how another process of its user is scheduled or limited.
    """
    library = _library()
    if library is None:
        return b""
    try:
        return _compile(library, namespaces)
    except (OSError, ValueError, RuntimeError):  # libseccomp is too old, or the architecture unknown
        return b""


def _compile(library: Any, namespaces: bool) -> bytes:
    rules = library.SyscallFilter(library.ALLOW)
    denied, absent = library.ERRNO(errno.EPERM), library.ERRNO(errno.ENOSYS)
    for name in " ".join(_DENIED).split():
        _add(library, rules, denied, name)
    for name in _ABSENT:
        _add(library, rules, absent, name)
    for flag in _NEW_NAMESPACE:
        _add(library, rules, denied, "clone", library.Arg(0, library.MASKED_EQ, flag, flag))
    for request in (_TIOCSTI, _TIOCLINUX):
        _add(library, rules, denied, "ioctl", library.Arg(1, library.MASKED_EQ, 0xFFFFFFFF, request))
    for name in " ".join(_WITHOUT_EFFECT).split():
        _add(library, rules, library.ERRNO(0), name)
    for option in _BUFFERS:
        level, which = library.Arg(1, library.EQ, _SOL_SOCKET), library.Arg(2, library.EQ, option)
        _add(library, rules, library.ERRNO(0), "setsockopt", level, which)
    _add(library, rules, denied, "fcntl", library.Arg(1, library.EQ, _F_SETPIPE_SZ))
    no_family = library.ERRNO(errno.EAFNOSUPPORT)
    if namespaces:
        _add(library, rules, no_family, "socket", library.Arg(0, library.NE, int(socket.AF_UNIX)))
    else:
        _add(library, rules, no_family, "socket")
        for name, position in _ON_OTHERS.items():
            _add(library, rules, denied, name, library.Arg(position, library.NE, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add(library: Any, rules: Any, action: int, name: str, *arguments: Any) -> None:
    """Add one rule. A call that neither this libseccomp nor ``_NUMBERS`` knows is skipped."""
    try:
        number = library.resolve_syscall(library.system_arch(), name)
    except (OSError, ValueError):
        number = -1
    if number < 0:
        number = _NUMBERS.get(name, -1)
    if number >= 0:
        rules.add_rule(action, number, *arguments)
