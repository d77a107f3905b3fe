"""What a process inherits from whoever starts it, and what of that the grader cannot work with."""

from __future__ import annotations

import os
import signal
import threading

from grader.base.errors import UsageError
from grader.base.language import say

FILES = 64  # open at once: a child has three pipes, a batch some files for each of its processes
_WISHED = 1024


def repair() -> None:
    """Files that are written can be read again, and children are heard of."""
    if hasattr(os, "umask"):
        os.umask(os.umask(0o077) & 0o077)
    hear_of_children()


def hear_of_children() -> None:
    """Have the kernel keep the exit status of a child until it is asked for.

    It keeps none where SIGCHLD is ignored, which is inherited: every end would look like a success.
    """
    if not hasattr(signal, "SIGCHLD") or threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGCHLD) is signal.SIG_IGN:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)


def require_files() -> None:
    """Raise UsageError if this process may not have enough files open. The soft limit is raised if it may be."""
    try:
        import resource
    except ImportError:  # Windows has no such limit; or not even this module's file could be opened
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    ceiling = _WISHED if hard == resource.RLIM_INFINITY else min(hard, _WISHED)
    if soft != resource.RLIM_INFINITY and soft < ceiling:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (ceiling, hard))
        except (OSError, ValueError):  # macOS refuses some
            ceiling = soft
    if max(soft, ceiling) < FILES:
        raise UsageError(
            say(
                "Only {count} files may be open at once here, and the grader needs {needed}: ulimit -n {needed}",
                count=max(soft, ceiling),
                needed=FILES,
            )
        )
