"""The parent's side of one child: requests and replies with a deadline, captured output, an end.

Everything the child sends is untrusted. A reply that is not a frame of ours, or that carries
another id than the request, ends the child.
"""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import shutil
import signal
import sys
import threading
import time
from typing import Any

from grader import wire
from grader.results import Outcome
from grader.sandbox.backend import Backend, Plan, module_search_path
from grader.task import Limits

_TICK = 0.1  # seconds between two looks at a busy child
_OUTPUT_GRACE = 1.0  # seconds in which the output of a dead child may still drain


class Lost(Exception):
    """The child is gone: it ran out of something, died, or spoke out of turn."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message


class Output:
    """What the child prints: the first part is kept, the rest is counted and dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self.dropped = 0

    def add(self, data: bytes) -> None:
        room = max(self._limit - len(self._kept), 0)
        self._kept += data[:room]
        self.dropped += len(data) - min(room, len(data))

    @property
    def text(self) -> str:
        return self._kept.decode("utf-8", errors="replace")


class Child:
    """A running child. Not thread-safe: one request at a time, from one thread."""

    def __init__(self, backend: Backend, plan: Plan, output: Output) -> None:
        self._limits = plan.limits
        self._started = backend.start(plan)
        self._process = self._started.process
        self.workdir = self._started.workdir
        self._jobs: queue.SimpleQueue[list[bytes | memoryview] | None] = queue.SimpleQueue()
        self._replies: queue.SimpleQueue[wire.Frame | Exception] = queue.SimpleQueue()
        self._output = output
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._courier, self._listen)]
        for thread in self._threads:
            thread.start()
        self.alive = True

    # --- the two threads ---

    def _courier(self) -> None:
        """Writes a request, reads its reply. It reads only when something was asked."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None and stdout is not None
        while (pieces := self._jobs.get()) is not None:
            try:
                for piece in pieces:
                    stdin.write(piece)
                stdin.flush()
                reader = wire.FrameReader()
                frame = None
                while frame is None:
                    data = os.read(stdout.fileno(), min(reader.wanted, 1 << 20))
                    if not data:
                        raise EOFError
                    frame = reader.feed(data)
                self._replies.put(frame)
            except (OSError, ValueError, EOFError, wire.WireError) as error:
                self._replies.put(error)
                return

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        with contextlib.suppress(OSError, ValueError):  # closed under us when the child is ended
            while data := os.read(stderr.fileno(), 1 << 16):
                self._output.add(data)

    # --- asking ---

    def ask(self, header: dict[str, Any], arrays: list[wire.Array], seconds: float) -> wire.Frame:
        """One request and its reply. Raises Lost where none comes; the child is then ended."""
        request = secrets.token_hex(8)
        try:
            self._jobs.put(wire.pack({"id": request, **header}, arrays))
            frame = self._wait(seconds)
            if frame.header.get("id") != request:
                raise Lost(Outcome.CRASH, "The process sent an answer that nobody had asked for, so it was ended.")
            return frame
        except BaseException:
            self.end()
            raise

    def _wait(self, seconds: float) -> wire.Frame:
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            try:
                reply = self._replies.get(timeout=max(min(left, _TICK), 0.001))
            except queue.Empty:
                if left <= 0:
                    raise Lost(Outcome.TIMEOUT, f"It was still running after {seconds:g} seconds.") from None
                self._watch()
                continue
            if isinstance(reply, wire.Frame):
                return reply
            if isinstance(reply, wire.WireError):
                raise Lost(Outcome.CRASH, f"The process sent {reply}, so it was ended.")
            raise self._died()

    def _watch(self) -> None:
        import psutil

        try:
            process = psutil.Process(self._process.pid)
            family = [process, *process.children(recursive=True)]
        except psutil.Error:
            return
        memory = threads = 0
        for member in family:
            with contextlib.suppress(psutil.Error):  # ended in the meantime
                memory += member.memory_info().rss
                threads += member.num_threads()
        if memory > self._limits.memory_mb << 20:
            raise Lost(Outcome.MEMORY, f"It used more than the {self._limits.memory_mb} MB of memory that it may use.")
        if threads > self._limits.processes:
            raise Lost(
                Outcome.CRASH,
                f"It started more than the {self._limits.processes} processes and threads that it may start.",
            )

    def _died(self) -> Lost:
        with contextlib.suppress(Exception):
            self._process.wait(timeout=2)
        code = self._process.returncode
        number = -code if code is not None and code < 0 else (code or 0) - 128
        if number == getattr(signal, "SIGXCPU", -1):
            return Lost(Outcome.TIMEOUT, f"It used more than the {self._limits.cpu_seconds} seconds of processor time.")
        try:
            how = f"was ended by {signal.Signals(number).name}"
        except ValueError:
            how = f"ended itself with exit code {code}"
        return Lost(Outcome.CRASH, f"The process that ran the code {how}.")

    # --- the end ---

    def end(self) -> None:
        """End the child and everything it started; safe to call twice."""
        if not self.alive:
            return
        self.alive = False
        self._jobs.put(None)
        self._kill()
        with contextlib.suppress(Exception):
            self._process.wait(timeout=5)
        self._threads[1].join(timeout=_OUTPUT_GRACE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):  # a broken pipe is what we made
                    pipe.close()
        if self._started.scratch is not None:
            shutil.rmtree(self._started.scratch, ignore_errors=True)

    def _kill(self) -> None:
        family = []
        if sys.platform == "win32" or self._started.scratch is not None:
            import psutil

            with contextlib.suppress(psutil.Error):
                family = psutil.Process(self._process.pid).children(recursive=True)
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
        for member in family:
            with contextlib.suppress(psutil.Error):
                member.kill()

    def setup(self, preload: tuple[str, ...], digits: str) -> None:
        """The first request: import paths, limits and what to import before the student's code."""
        self.ask(
            {
                "op": "setup",
                "sys_path": module_search_path(),
                "digits": digits,
                "preload": list(preload),
                "rlimits": rlimits(self._limits),
            },
            [],
            self._limits.load_seconds + 60,
        )


def rlimits(limits: Limits) -> dict[str, int]:
    """Kernel limits by name, for the child to set on itself before it runs anything foreign.

    RLIMIT_DATA has a gigabyte of head room, since thread stacks and allocator reserves count too:
    it stops a single giant allocation at once, while the watcher holds the resident size exactly.
    """
    return {
        "RLIMIT_DATA": (limits.memory_mb + 1024) << 20,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_FSIZE": limits.file_mb << 20,
        "RLIMIT_CORE": 0,
    }
