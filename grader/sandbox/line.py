"""The two pipes to a child: frames go out and come in, each with a deadline."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time

from grader.child import wire
from grader.sandbox.backend import Process

_SMALL = 1 << 16  # bytes up to which copying is cheaper than one more wake-up
_F_SETPIPE_SZ, _WIDE = 1031, 1 << 20


class Line:
    """The two pipes to a child, with a deadline in each direction. Nothing is read before a request was sent."""

    def __init__(self, process: Process) -> None:
        assert process.stdin is not None and process.stdout is not None
        self._out, self._in = process.stdin.fileno(), process.stdout.fileno()
        if sys.platform != "win32":
            os.set_blocking(self._out, False)

    def write(self, pieces: list[bytes | memoryview], deadline: float) -> None:
        """Write small pieces as one, so that the child wakes up once. Raises TimeoutError, OSError."""
        small = sum(map(len, pieces)) <= _SMALL
        if not small:
            _widen(self._out)
        for piece in (b"".join(pieces),) if small else pieces:
            view = memoryview(piece)
            while view:
                try:
                    view = view[os.write(self._out, view) :]
                except BlockingIOError:
                    _await(self._out, select.POLLOUT, deadline)

    def read(self, deadline: float) -> wire.Frame:
        """Read one frame. Raises TimeoutError, EOFError, OSError, WireError."""
        reader = wire.FrameReader()
        frame = None
        while frame is None:
            _await(self._in, select.POLLIN, deadline)
            data = os.read(self._in, min(reader.wanted, 1 << 20))
            if not data:
                raise EOFError
            frame = reader.feed(data)
        return frame


def _widen(pipe: int) -> None:
    """Enlarge a pipe's buffer, if the system allows it, so that the two ends take turns less often."""
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, _F_SETPIPE_SZ, _WIDE)


def _await(descriptor: int, event: int, deadline: float) -> None:
    """Raises TimeoutError if the descriptor is not ready by the deadline. On Windows ``_alarm`` does this instead."""
    if sys.platform == "win32":
        return
    poll = select.poll()
    poll.register(descriptor, event)
    if not poll.poll(max(deadline - time.monotonic(), 0.0) * 1000):
        raise TimeoutError
