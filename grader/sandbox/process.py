"""The parent's side of one child: requests and replies with a deadline, captured output, an end.

Everything the child sends is untrusted. A reply that is not a frame of ours, or that carries
another id than the request, ends the child.
"""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from grader import wire
from grader.results import Outcome
from grader.sandbox import family
from grader.sandbox.backend import Backend, Plan, module_search_path
from grader.sandbox.warden import remove
from grader.task import Limits
from grader.words import mark, now

_TICK = 0.1  # seconds between two looks at what a child uses
_FILES_EVERY = 3  # looks at processes for one at the files
_HELPERS = 2  # processes of a tree that are not the student's: bwrap's two, or the warden
_WARDEN = 5.0  # seconds in which the warden has ended everything
_GONE = 5.0  # seconds in which killed processes have gone
_ENTRIES = 100_000  # files and folders beyond which nobody counts
_NO_MEMORY = "bad_alloc"  # what C++ says before it gives up
_OUTPUT_GRACE = 1.0  # seconds in which the output of a dead child may still drain


class Lost(Exception):
    """The child is gone: it ran out of something, died, or spoke out of turn."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self._message = message

    @property
    def message(self) -> str:
        """In the language of who reads it: it may be raised in a thread that watches, which knows none."""
        return now(self._message)


class Output:
    """What the child prints: the first part is kept, the rest is counted and dropped."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._stopped = False
        self.dropped = 0

    def stop(self) -> None:
        """Take in nothing that comes from now on."""
        self._stopped = True

    def add(self, data: bytes) -> None:
        if self._stopped:
            return
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
        self._seen = ""  # the last that it printed: tells why C++ code gave up
        self._overrun: Lost | None = None
        self._ended = threading.Event()
        self._ending = threading.Lock()
        work = (self._courier, self._listen, self._watch)
        self._threads = [threading.Thread(target=target, daemon=True) for target in work]
        for thread in self._threads:
            thread.start()
        self.alive = True

    # --- the three threads ---

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
                self._seen = (self._seen + data[-1000:].decode("utf-8", errors="replace"))[-2000:]

    def _watch(self) -> None:
        """Holds the whole process tree to its memory, threads and files, also between two requests."""
        rounds = 0
        while not self._ended.wait(_TICK):
            found = family.members(self._process.pid)
            rounds += 1
            self._overrun = self._too_much(found, look_at_files=rounds % _FILES_EVERY == 0)
            if self._overrun is not None:
                self._replies.put(self._overrun)
                self._kill(found)
                return

    def _too_much(self, found: list[family.Member], look_at_files: bool) -> Lost | None:
        limits = self._limits
        used = family.usage(found)
        if used.memory > limits.memory_mb << 20 and family.own_memory(found) > limits.memory_mb << 20:
            return Lost(
                Outcome.MEMORY,
                mark("It used more than the {memory_mb} MB of memory that it may use.", memory_mb=limits.memory_mb),
            )
        if used.threads > limits.processes + _HELPERS:
            return Lost(
                Outcome.CRASH,
                mark(
                    "It started more than the {processes} processes and threads that it may start.",
                    processes=limits.processes,
                ),
            )
        scratch = self._started.scratch
        if look_at_files and scratch is not None and _size_of(scratch, limits.tmp_mb << 20) > limits.tmp_mb << 20:
            return Lost(
                Outcome.CRASH,
                mark("It wrote more than the {tmp_mb} MB of files that it may write.", tmp_mb=limits.tmp_mb),
            )
        return None

    # --- asking ---

    def ask(self, header: dict[str, Any], arrays: list[wire.Array], seconds: float) -> wire.Frame:
        """One request and its reply. Raises Lost where none comes; the child is then ended."""
        request = secrets.token_hex(8)
        try:
            if self._overrun is not None:
                raise self._overrun
            self._jobs.put(wire.pack({"id": request, **header}, arrays))
            frame = self._wait(seconds)
            if frame.header.get("id") != request:
                raise Lost(
                    Outcome.CRASH, mark("The process sent an answer that nobody had asked for, so it was ended.")
                )
            return frame
        except BaseException:
            self.end()
            raise

    def _wait(self, seconds: float) -> wire.Frame:
        try:
            reply = self._replies.get(timeout=seconds)
        except queue.Empty:
            raise Lost(
                Outcome.TIMEOUT, mark("It was still running after {seconds:g} seconds.", seconds=seconds)
            ) from None
        if isinstance(reply, wire.Frame):
            return reply
        if isinstance(reply, Lost):
            raise reply
        if isinstance(reply, wire.WireError):
            raise Lost(Outcome.CRASH, mark("The process sent {reply}, so it was ended.", reply=reply.said()))
        raise self._died()

    def _died(self) -> Lost:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=2)
        if self._overrun is not None:
            return self._overrun
        self._threads[1].join(timeout=_OUTPUT_GRACE)
        code = self._process.returncode
        number = -code if code is not None and code < 0 else (code or 0) - 128
        limits = self._limits
        if number == getattr(signal, "SIGXCPU", -1):
            return Lost(
                Outcome.TIMEOUT,
                mark("It used more than the {cpu_seconds} seconds of processor time.", cpu_seconds=limits.cpu_seconds),
            )
        if number == getattr(signal, "SIGXFSZ", -1):
            return Lost(
                Outcome.CRASH,
                mark("It wrote a file of more than the {file_mb} MB that a file may have.", file_mb=limits.file_mb),
            )
        group = self._started.group
        if (group is not None and group.ran_out_of_memory()) or (number == signal.SIGABRT and _NO_MEMORY in self._seen):
            return Lost(
                Outcome.MEMORY,
                mark("It used more than the {memory_mb} MB of memory that it may use.", memory_mb=limits.memory_mb),
            )
        try:
            how = mark("was ended by {name}", name=signal.Signals(number).name)
        except ValueError:
            how = mark("ended itself with exit code {code}", code=code)
        return Lost(Outcome.CRASH, mark("The process that ran the code {how}.", how=how))

    # --- the end ---

    def end(self) -> None:
        """End the child and everything it started; safe to call twice."""
        if not self.alive:
            return
        self.alive = False
        self._ended.set()
        self._jobs.put(None)
        found = family.members(self._process.pid)
        self._kill(found)
        family.gone(found, _GONE)
        self._threads[1].join(timeout=_OUTPUT_GRACE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):  # a broken pipe is what we made
                    pipe.close()
        if self._started.group is not None:
            self._started.group.remove()
        if self._started.scratch is not None:
            remove(str(self._started.scratch))

    def _kill(self, found: list[family.Member]) -> None:
        """Through the warden where there is one: it sees processes that have left the tree."""
        with self._ending:
            if self._started.lifeline >= 0:
                with contextlib.suppress(OSError):  # the warden has gone already
                    os.write(self._started.lifeline, b"end")
                os.close(self._started.lifeline)
                self._started.lifeline = -1
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=_WARDEN)
            with contextlib.suppress(OSError):
                if sys.platform == "win32":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
            family.kill(found)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_GONE)

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
        "RLIMIT_CORE": 1,  # not 0: that would still start the host's crash reporter
    }


def _size_of(folder: Path, enough: int) -> int:
    """Bytes on disk of the files below ``folder``; counting stops where there are ``enough``."""
    total, seen = 0, 0
    waiting = [str(folder)]
    while waiting and total <= enough and seen < _ENTRIES:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                with contextlib.suppress(OSError):
                    status = entry.stat(follow_symlinks=False)
                    total += max(getattr(status, "st_blocks", 0) * 512, 512)
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
    return total if seen < _ENTRIES else enough + 1
