"""Where a student's code runs: one small interface, several back ends.

A back end starts ``grader/child`` and returns the process. ``process.Child`` talks to it, keeps it within its limits
and ends it. ``choose`` picks the strongest back end that works on this machine.
"""

from __future__ import annotations

import os
import sys

from grader.base import surroundings
from grader.base.errors import SandboxError, UsageError
from grader.base.language import say
from grader.sandbox.backend import Backend, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.sandbox.process import Child, Lost

__all__ = ["BACKENDS", "Backend", "Child", "Lost", "Plan", "choose"]

# Strongest first. These names are the values of ``--sandbox`` and appear in the result document.
BACKENDS = ("bubblewrap", "landlock", "none")


def __getattr__(name: str) -> object:
    # ``process`` imports NumPy; choosing and starting a child must not wait for that.
    if name in ("Child", "Lost"):
        from grader.sandbox import process

        return getattr(process, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _load(name: str) -> Backend:
    if name == "bubblewrap":
        from grader.sandbox.bubblewrap import Bubblewrap

        return Bubblewrap()
    if name == "landlock":
        from grader.sandbox.landlock import Landlock

        return Landlock()
    from grader.sandbox.plain import Plain

    return Plain()


def choose(name: str = "auto") -> Backend:
    """The back end called ``name``, or for ``auto`` the strongest that works here.

    Raises UsageError for an unknown name, and SandboxError if the named one does not work.
    """
    surroundings.hear_of_children()
    if sys.platform == "linux" and not os.path.exists("/proc/self/stat"):
        # Without it nobody sees what a child has started, and so nobody could end it.
        raise SandboxError(say("The grader needs /proc, which is not mounted here."))
    if name != "auto":
        if name not in BACKENDS:
            raise UsageError(
                say(
                    "There is no sandbox called {name!r}; there are auto, {backends}.",
                    name=name,
                    backends=", ".join(BACKENDS),
                )
            )
        backend = _load(name)
        reason = backend.unavailable()
        if reason:
            raise SandboxError(
                say("The sandbox {name!r} does not work here: {reason}", name=name, reason=reason), reason
            )
        return backend
    for candidate in map(_load, BACKENDS):
        if not candidate.unavailable():
            return candidate
    raise SandboxError(say("No way to start a child process was found."))  # 'none' always works
