"""The progress of a long run: a live line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import shutil
import sys
import threading
import time
import unicodedata
from collections import Counter
from typing import TextIO

from grader.base.clean import clean
from grader.base.language import language, say, use
from grader.result.outcome import STATUS_WORDS

_PLAIN_EVERY = 10.0
_TICK = 1.0  # seconds after which the time left is shown again, even if nothing has ended


class Progress:
    """Counts what has ended and writes it to ``stream``, by default standard error; never to standard output."""

    def __init__(self, total: int, stream: TextIO | None = None) -> None:
        self.total = total
        self.counts: Counter[str] = Counter()
        self._stream = stream or sys.stderr
        self._live = self._stream.isatty()
        self._started = time.monotonic()
        self._last = self._started
        self._current: dict[object, str] = {}
        self._language = language()  # calls come from threads, where no language is set
        self._lock = threading.Lock()  # every worker's thread reports here
        self._closed = threading.Event()
        self._ticker = threading.Thread(target=self._tick, daemon=True)

    def begin(self, worker: object, name: str) -> None:
        with self._lock:
            if self._ticker.ident is None:
                self._ticker.start()
            self._current[worker] = clean(name)
            self._show()

    def end(self, worker: object, outcome: str) -> None:
        with self._lock:
            self._current.pop(worker, None)
            self.counts[outcome] += 1
            self._show()

    def say(self, text: str) -> None:
        """Write a line of its own, above the live one."""
        with self._lock:
            self._stream.write(("\r\x1b[K" if self._live else "") + clean(text) + "\n")
            self._stream.flush()

    def hide(self) -> None:
        """Remove the live line before something is written to standard output; the next event shows it again."""
        with self._lock:
            if self._live:
                self._stream.write("\r\x1b[K")
                self._stream.flush()

    def close(self) -> None:
        self._closed.set()
        if self._ticker.ident is not None:
            self._ticker.join()
        self._stream.write(("\r\x1b[K" if self._live else "") + (self._line() + "\n" if self.total else ""))
        self._stream.flush()

    def _tick(self) -> None:
        while not self._closed.wait(_TICK):
            with self._lock:
                self._show()

    def _line(self) -> str:
        with use(self._language):
            return self._told()

    def _told(self) -> str:
        done = sum(self.counts.values())
        elapsed = max(time.monotonic() - self._started, 1e-6)
        rate = done / elapsed
        counts = ", ".join(
            say("{count} {outcome}", count=count, outcome=STATUS_WORDS.get(name, name))
            for name, count in sorted(self.counts.items())
        )
        left = say(", {total} left", total=duration((self.total - done) / rate)) if done and done < self.total else ""
        return (
            say("{done} of {total}", done=done, total=self.total)
            + (f" ({counts})" if counts else "")
            + say(", {rate:.1f} a second{left}", rate=rate, left=left)
        )

    def _show(self) -> None:
        now = time.monotonic()
        if not self._live:
            if now - self._last >= _PLAIN_EVERY:
                self._last = now
                self._stream.write(self._line() + "\n")
                self._stream.flush()
            return
        if now - self._last < 0.1 and self._current:
            return
        self._last = now
        width = shutil.get_terminal_size().columns
        done = sum(self.counts.values())
        filled = 20 * done // max(self.total, 1)
        text = f"[{'#' * filled}{'.' * (20 - filled)}] {self._line()}"
        names = ", ".join(self._current.values())
        self._stream.write("\r\x1b[K" + cut(text + (f"  {names}" if names else ""), width - 1))
        self._stream.flush()


def cut(text: str, columns: int) -> str:
    """The beginning of a text that fits into so many columns: wide letters take two, combining marks none."""
    taken = 0
    for place, letter in enumerate(text):
        taken += 0 if unicodedata.combining(letter) else 2 if unicodedata.east_asian_width(letter) in "WF" else 1
        if taken > columns:
            return text[:place]
    return text


def duration(seconds: float) -> str:
    """``45 s``, ``3 min 20 s``, ``2 h 5 min``."""
    whole = round(seconds)
    if whole < 60:
        return say("{seconds} s", seconds=whole)
    if whole < 3600:
        return say("{minutes} min {seconds} s", minutes=whole // 60, seconds=whole % 60)
    return say("{hours} h {minutes} min", hours=whole // 3600, minutes=whole % 3600 // 60)
