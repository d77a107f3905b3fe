"""The child's main loop: one request in, one reply out.

Started by ``start.py`` inside the sandbox, never imported by the grader. It reads requests from the
descriptor that was its standard input and answers on the one that was its standard output. It knows
no task, no expected value and no check. Whatever the student's code does to this process, only bytes
can leave it, and the grader treats them as data.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import sys
from collections.abc import Iterator
from typing import Any, BinaryIO

from . import wire
from .module import SubmissionModule
from .stand_ins import NotebookModules, PublicDigits, no_logs, no_windows


def _setup(submission: SubmissionModule, request: dict[str, Any]) -> dict[str, Any]:
    """The first request: import paths, replacements, limits, and what to import before the student's code."""
    sys.path[:] = _import_paths(request["sys_path"])
    NotebookModules(submission.get_ipython).install()
    no_windows()
    no_logs()
    if request["digits"]:
        PublicDigits(request["digits"]).install()
    _limit(request["rlimits"])
    with _silence():
        for name in request["preload"]:
            with contextlib.suppress(ImportError):  # the student's own import will say so
                importlib.import_module(name)
    if request.get("idle"):
        from .idle import make_idle  # asked of few tasks, once

        make_idle(str(request["idle"]))
    return {"python": sys.version.split()[0]}


@contextlib.contextmanager
def _silence() -> Iterator[None]:
    """Drop what is printed meanwhile: what a package prints on import is not the student's output."""
    kept = os.dup(1), os.dup(2)
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, 1)
    os.dup2(nothing, 2)
    try:
        yield
    finally:
        os.dup2(kept[0], 1)
        os.dup2(kept[1], 2)
        for descriptor in (*kept, nothing):
            os.close(descriptor)


def _import_paths(given: list[str]) -> list[str]:
    """The interpreter's own entries of ``sys.path``, then those of ``given`` that are not among them.

    Other entries are dropped: a ``.pth`` file may have added the grader itself, installed from a checkout.
    """
    python = tuple({os.path.join(prefix, "") for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix)})
    own = [entry for entry in sys.path if entry in given or os.path.join(entry, "").startswith(python)]
    return own + [entry for entry in given if entry not in own]


def _limit(limits: dict[str, int]) -> None:
    """Set the kernel's limits for this process, by their names in ``resource``."""
    try:
        import resource
    except ImportError:  # Windows: the grader watches from outside
        return
    for name, value in limits.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        # At the soft limit the kernel sends SIGXCPU, which names the cause; at the hard one SIGKILL.
        room = 5 if name == "RLIMIT_CPU" else 0
        ceiling = value + room if hard == resource.RLIM_INFINITY else min(value + room, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some; the watcher still watches
            resource.setrlimit(which, (min(value, ceiling), ceiling))


def _answer(submission: SubmissionModule, frame: Any, out: list[Any]) -> dict[str, Any]:
    """The reply to one request; the reply's arrays are appended to ``out``."""
    request = frame.header
    if request["op"] == "setup":
        return _setup(submission, request)
    if request["op"] == "parse":
        return submission.parse(request)
    if request["op"] == "run":
        return submission.run(request)
    if request["op"] == "look":
        return submission.look(request, out)
    return submission.call(request, frame.arrays, out)


def _read(stream: BinaryIO) -> Any:
    """The next frame; None at the end of the stream."""
    # Larger than what the grader accepts in a reply: requests come from the grader, and are trusted.
    reader = wire.FrameReader(max_header=64 << 20, max_body=1 << 30, max_items=1 << 27)
    while True:
        data = stream.read(min(reader.wanted, 1 << 20))
        if not data:
            return None
        frame = reader.feed(data)
        if frame is not None:
            return frame


def _send(stream: BinaryIO, header: dict[str, Any], out: list[Any]) -> None:
    for piece in wire.pack(header, out):
        stream.write(piece)
    stream.flush()


def _take_the_wire() -> tuple[BinaryIO, BinaryIO]:
    """Move the wire away from descriptors 0 and 1. The student's code gets no input, and its output is captured."""
    incoming = os.fdopen(os.dup(0), "rb", buffering=0)
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return incoming, outgoing


def main() -> None:
    """Answer requests until the grader closes the wire; then end this process."""
    incoming, outgoing = _take_the_wire()
    submission = SubmissionModule()
    pid = os.getpid()
    while (frame := _read(incoming)) is not None:
        out: list[Any] = []
        reply = _answer(submission, frame, out)
        if os.getpid() != pid:  # a fork that the student's code did not end: the first process answers
            break
        _send(outgoing, {"id": frame.header["id"], **reply}, out)
    # Do not wait for the student's threads and exit handlers: the grader has all that it asked for.
    os._exit(0)
