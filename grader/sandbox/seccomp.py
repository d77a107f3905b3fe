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
def program(unix_sockets: bool) -> bytes:
    """The compiled filter, or nothing. Sockets are denied but those of AF_UNIX, and these too unless
    ``unix_sockets``: without a file system of its own the child could reach the host's services by them.
    """
    library = _library()
    if library is None:
        return b""
    try:
        return _compile(library, unix_sockets)
    except (OSError, ValueError, RuntimeError):  # a libseccomp that is too old, or an unknown architecture
        return b""


def _compile(library: Any, unix_sockets: bool) -> bytes:
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
    no_family = library.ERRNO(errno.EAFNOSUPPORT)
    if unix_sockets:
        _add(library, rules, no_family, "socket", library.Arg(0, library.NE, int(socket.AF_UNIX)))
    else:
        _add(library, rules, no_family, "socket")
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read()


def _add(library: Any, rules: Any, action: int, name: str, *arguments: Any) -> None:
    """One rule; a call that this libseccomp or this processor does not know is left out."""
    try:
        number = library.resolve_syscall(library.system_arch(), name)
    except (OSError, ValueError):
        return
    if number >= 0:
        rules.add_rule(action, number, *arguments)
