"""A seccomp filter: the kernel calls that no exercise needs and that break-outs are made of.

A list of what is denied, not of what is allowed: TensorFlow and the C library use several hundred
calls, other ones in every version, and the namespaces (or Landlock) stand behind this. libseccomp
compiles it, through the package pyseccomp; where that is missing ``program`` is empty.
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
    # mounts and file handles that walk around them
    "mount umount umount2 pivot_root chroot fsopen fsmount fsconfig fspick move_mount open_tree open_tree_attr",
    "mount_setattr statmount listmount name_to_handle_at open_by_handle_at quotactl quotactl_fd swapon swapoff",
    # namespaces
    "unshare setns",
    # the machine
    "init_module finit_module delete_module create_module kexec_load kexec_file_load reboot acct syslog personality",
    "settimeofday clock_settime clock_settime64 clock_adjtime clock_adjtime64 adjtimex stime sethostname",
    "setdomainname iopl ioperm vm86 vm86old modify_ldt vhangup nfsservctl sysfs _sysctl uselib",
    # memory moved between nodes, and memory that no process limit counts
    "migrate_pages move_pages shmget shmat msgget semget mq_open",
)

# Answered as if the kernel had no such call, so that a library takes its other way: clone3 hides its
# flags in memory, where no filter sees them (glibc then uses clone); a memfd is counted nowhere.
_ABSENT = ("clone3", "memfd_create", "memfd_secret")

# CLONE_NEW* of clone(2): cgroup, uts, ipc, user, pid, net, mount.
_NEW_NAMESPACE = (0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000, 0x00020000)

# Calls on a process, and which argument names it; 0 is the caller itself.
_ON_OTHERS = {
    "prlimit64": 0,
    "setpriority": 1,
    "ioprio_set": 1,
    "sched_setaffinity": 0,
    "sched_setattr": 0,
    "sched_setparam": 0,
    "sched_setscheduler": 0,
}

# Landlock does not look at these, and bubblewrap lets the host's device nodes through to whoever owns them. On a
# file of the host's they must do nothing. They answer as if they had, since copying a file ends with them.
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

# Terminal ioctls that type into somebody else's terminal.
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C


@functools.cache
def _library() -> Any:
    """pyseccomp, or None where it or the C library behind it is missing."""
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
    """The compiled filter, or nothing where none can be made.

    A change of a file's mode, owner, times or attributes does nothing. Sockets are denied but those of AF_UNIX.
    A child that has no namespaces of its own gets not even these, since it could reach the host's services by
    them, nor any call that changes how another process of its user is scheduled or limited.
    """
    library = _library()
    if library is None:
        return b""
    try:
        return _compile(library, namespaces)
    except (OSError, ValueError, RuntimeError):  # a libseccomp that is too old, or an unknown architecture
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
    """One rule; a call that neither this libseccomp nor ``_NUMBERS`` knows is left out."""
    try:
        number = library.resolve_syscall(library.system_arch(), name)
    except (OSError, ValueError):
        number = -1
    if number < 0:
        number = _NUMBERS.get(name, -1)
    if number >= 0:
        rules.add_rule(action, number, *arguments)
