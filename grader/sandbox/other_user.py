"""Another user for the children of a grader that runs as root, if this machine lets that user start a sandbox.

Root is root to the kernel also inside a namespace: what the host's root owns would be the child's own.
"""

from __future__ import annotations

import contextlib
import functools
import os
import shutil
import subprocess
from collections.abc import Callable, Iterable
from typing import IO, Any

NOBODY = 65534
_SECONDS = 20


@functools.cache
def before(trial: Callable[[], tuple[list[str], list[int]]]) -> tuple[str, ...]:
    """What to put before a command so that nobody runs it; empty if the grader is not root or that fails here.

    ``trial`` makes a command to try it with, and the descriptors that are passed to it, which are closed.
    """
    program = shutil.which("setpriv")
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or program is None:
        return ()
    prefix = (program, f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--")
    command, passed = trial()
    try:
        tried = subprocess.run(
            [*prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=passed,
            env={},
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ()
    finally:
        for descriptor in passed:
            os.close(descriptor)
    return prefix if tried.returncode == 0 else ()


def all_open(paths: Iterable[str | os.PathLike[str]]) -> bool:
    """Whether every user can read these files."""
    return all(map(_open_to_all, map(os.path.realpath, paths)))


def _open_to_all(path: str) -> bool:
    try:
        if not os.stat(path).st_mode & 0o004:
            return False
        while path != (path := os.path.dirname(path)):
            if not os.stat(path).st_mode & 0o001:
                return False
    except OSError:
        return False
    return True


def hand_over(pipes: Iterable[IO[Any] | int | None]) -> None:
    """Make nobody the owner of pipes, who can then open /dev/stderr and the like, as any user can."""
    for pipe in pipes:
        if pipe is not None:
            with contextlib.suppress(OSError):
                os.fchown(pipe if isinstance(pipe, int) else pipe.fileno(), NOBODY, NOBODY)
