"""A folder for a while, which is removed also if this process is ended: at once, or by the next grader."""

from __future__ import annotations

import signal
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

from grader.sandbox.plain import new_scratch
from grader.sandbox.warden import remove

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


@contextmanager
def scratch() -> Iterator[Path]:
    """A new folder; SIGTERM and SIGHUP end the block as sys.exit() does. What SIGKILL leaves is swept later."""
    folder = new_scratch()
    folder.mkdir(mode=0o700)
    asked = _endings() if threading.current_thread() is threading.main_thread() else ()
    former = {number: signal.signal(number, _exit) for number in asked}
    try:
        yield folder
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
        remove(str(folder))


def _endings() -> tuple[signal.Signals, ...]:
    names = [name for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)]
    return tuple(each for each in map(signal.Signals.__getitem__, names) if signal.getsignal(each) == signal.SIG_DFL)


def _exit(number: int, frame: Any) -> None:
    sys.exit(128 + number)
