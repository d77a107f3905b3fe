"""The parent's side of one child: requests and replies with a deadline, captured output, its end.

Nothing that the child sends is trusted. A reply that is not a valid frame, or whose id is not that of the request, ends
the child.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from grader.base import arrays
from grader.base.errors import Interrupted
from grader.base.language import Message, mark, now, say
from grader.child import wire
from grader.result.outcome import Outcome
from grader.sandbox import process_tree
from grader.sandbox.backend import Backend, Plan, module_search_path
from grader.sandbox.line import Line
from grader.sandbox.warden import remove
from grader.task.declaration import Limits

_TICK = 0.1  # seconds between two checks of what a child uses
_FILES_EVERY = 3  # checks of processes for each check of files
_HELPERS = 2  # processes of a tree that are not the student's: bwrap's two, or the warden
_WARDEN = 5.0  # seconds the warden has to end everything
_GONE = 5.0  # seconds that killed processes have to go
_ENTRIES = 100_000  # files and folders after which counting stops
_NO_MEMORY = "bad_alloc"  # what C++ prints before it aborts
_REAPED = 5.0  # seconds until the exit status of a process that has ended is known, also on a busy machine
# Signals that a program gets for what it does itself. Any other may have come from outside.
_OWN = frozenset(
    number
    for name in ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGFPE", "SIGILL", "SIGSYS", "SIGTRAP", "SIGPIPE", "SIGALRM")
    if (number := getattr(signal, name, None)) is not None
)
_OUTPUT_GRACE = 1.0  # seconds in which the output of a dead child is still read


class Lost(Exception):
    """The child is gone: it exceeded a limit, died, or broke the protocol."""

    def __init__(self, outcome: Outcome, message: str) -> None:
        super().__init__(message)
        self.outcome = outcome
        self._message = message

    @property
    def message(self) -> str:
        """Translated here and not when raised: the watching thread has no language set."""
        return now(self._message)


def said(error: wire.WireError) -> str:
    """What was wrong with a frame, in the language in use; the wire module has no translations."""
    return now(Message(error.message, **error.values))


class Output:
    """What the child prints: the first part is kept, the rest is only counted."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept = bytearray()
        self._stopped = False
        self.dropped = 0

    def stop(self) -> None:
        """Ignore everything that arrives from now on."""
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
    """A running child. Not thread-safe: one request at a time, from one thread.

    A signal that ended it may have come from its own code or from outside. If ``doubted``, such an end raises
    Interrupted, so that the submission is graded again; else it is a crash. An end that only something outside
    can have caused always raises Interrupted.
    """

    def __init__(self, backend: Backend, plan: Plan, output: Output, doubted: bool = False) -> None:
        self._doubted = doubted
        self._limits = plan.limits
        self._started = backend.start(plan)
        self._process = self._started.process
        self.workdir = self._started.workdir
        self._line = Line(self._process)
        self._output = output
        self._seen = ""  # the last output, which shows why C++ code aborted
        self._overrun: Lost | None = None
        self._ended = threading.Event()
        self._ending = threading.Lock()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()
        threading.Thread(target=self._watch, daemon=True).start()
        self.alive = True

    # --- the two threads ---

    def _listen(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        with contextlib.suppress(OSError, ValueError):  # closed by another thread when the child is ended
            while data := os.read(stderr.fileno(), 1 << 16):
                self._output.add(data)
                self._seen = (self._seen + data[-1000:].decode("utf-8", errors="replace"))[-2000:]

    def _watch(self) -> None:
        """Enforces the limits on memory, threads and files of the whole process tree, also between requests."""
        rounds = 0
        while not self._ended.wait(_TICK):
            found = self._family()
            rounds += 1
            self._overrun = self._too_much(found, look_at_files=rounds % _FILES_EVERY == 0)
            if self._overrun is not None:
                self._kill(found)
                return

    def _family(self) -> list[process_tree.Member]:
        return (
            process_tree.below(self._process.pid) if self._started.sealed else process_tree.members(self._process.pid)
        )

    def _too_much(self, found: list[process_tree.Member], look_at_files: bool) -> Lost | None:
        limits = self._limits
        used = process_tree.usage(found)
        if used.memory > limits.memory_mb << 20 and process_tree.own_memory(found) > limits.memory_mb << 20:
            return Lost(
                Outcome.MEMORY,
                mark("It used more than the {memory_mb} MB of memory that it may use.", memory_mb=limits.memory_mb),
            )
        if look_at_files and process_tree.socket_memory(found) + used.memory > limits.memory_mb << 20:
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

    # --- requests ---

    def ask(self, header: dict[str, Any], arrays: list[arrays.Array], seconds: float) -> wire.Frame:
        """Send one request and return its reply. Raises Lost or Interrupted if none arrives; the child is then ended."""
        request = secrets.token_hex(8)
        try:
            if self._overrun is not None:
                raise self._overrun
            frame = self._exchange(wire.pack({"id": request, **header}, arrays), seconds)
            if frame.header.get("id") != request:
                raise Lost(
                    Outcome.CRASH, mark("The process sent an answer that nobody had asked for, so it was ended.")
                )
            return frame
        except BaseException:
            self.end()
            raise

    def _exchange(self, pieces: list[bytes | memoryview], seconds: float) -> wire.Frame:
        deadline = time.monotonic() + seconds
        try:
            with self._alarm(seconds):
                self._line.write(pieces, deadline)
                return self._line.read(deadline)
        except TimeoutError:
            raise self._overrun or _too_late(seconds) from None
        except wire.WireError as error:
            raise Lost(Outcome.CRASH, mark("The process sent {reply}, so it was ended.", reply=said(error))) from error
        except (OSError, EOFError):
            raise self._died() from None

    @contextlib.contextmanager
    def _alarm(self, seconds: float) -> Iterator[None]:
        """On Windows, which cannot wait for a pipe: end the process when the time is up."""
        if sys.platform == "win32":
            timer = threading.Timer(seconds, self._ring, [seconds])
            timer.start()
            try:
                yield
            finally:
                timer.cancel()
        else:
            yield

    def _ring(self, seconds: float) -> None:
        self._overrun = _too_late(seconds)
        self._kill(self._family())

    def _died(self) -> Lost | Interrupted:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=_REAPED)
        if self._overrun is not None:
            return self._overrun
        self._listener.join(timeout=_OUTPUT_GRACE)
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
        if code is None:
            return Lost(Outcome.CRASH, mark("The process that ran the code closed its connection to the grader."))
        try:
            name = signal.Signals(number).name
        except ValueError:
            how = mark("ended itself with exit code {code}", code=code)
            return Lost(Outcome.CRASH, mark("The process that ran the code {how}.", how=how))
        from_outside = self._started.guarded and code < 0
        if from_outside or (self._doubted and number not in _OWN):
            return Interrupted(say("Something outside ended the process that ran the code ({name}).", name=name))
        how = mark("was ended by {name}", name=name)
        return Lost(Outcome.CRASH, mark("The process that ran the code {how}.", how=how))

    # --- the end ---

    def end(self) -> None:
        """End the child and everything that it started; may be called twice."""
        if not self.alive:
            return
        self.alive = False
        self._ended.set()
        found = [] if self._started.sealed else self._family()
        self._kill(found)
        process_tree.gone(found, _GONE)
        self._listener.join(timeout=_OUTPUT_GRACE)
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError, ValueError):  # a broken pipe is expected here
                    pipe.close()
        if self._started.group is not None:
            self._started.group.remove()
        if self._started.scratch is not None:
            remove(str(self._started.scratch))

    def _kill(self, found: list[process_tree.Member]) -> None:
        """Kill through the warden if there is one: it also sees processes that have left the tree."""
        with self._ending:
            if self._started.lifeline >= 0:
                with contextlib.suppress(OSError):  # the warden has ended already
                    os.write(self._started.lifeline, b"end")
                os.close(self._started.lifeline)
                self._started.lifeline = -1
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(timeout=_WARDEN)
            with contextlib.suppress(OSError):
                if sys.platform == "win32" or self._started.sealed:
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
            process_tree.kill(found)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=_GONE)

    def setup(self, preload: tuple[str, ...], digits: str, idle: str = "") -> None:
        """The first request: import paths, limits and what to import before the student's code.

        ``idle`` is what TensorFlow does not do in this child (``child/idle.py``); empty for nothing.
        """
        self.ask(
            {
                "op": "setup",
                "sys_path": module_search_path(),
                "digits": digits,
                "preload": list(preload),
                "idle": idle,
                "rlimits": rlimits(self._limits),
            },
            [],
            self._limits.load_seconds + 60,
        )


def _too_late(seconds: float) -> Lost:
    return Lost(Outcome.TIMEOUT, mark("It was still running after {seconds:g} seconds.", seconds=seconds))


def rlimits(limits: Limits) -> dict[str, int]:
    """Kernel limits by name, which the child sets on itself before it runs any student's code.

    RLIMIT_DATA gets an extra gigabyte, since thread stacks and allocator reserves count too. It stops a single giant
    allocation at once; the watcher enforces the resident size exactly.
    """
    return {
        "RLIMIT_DATA": (limits.memory_mb + 1024) << 20,
        "RLIMIT_CPU": limits.cpu_seconds,
        "RLIMIT_NOFILE": limits.open_files,
        "RLIMIT_FSIZE": limits.file_mb << 20,
        "RLIMIT_CORE": 1,  # not 0: that would still start the host's crash reporter
    }


def _size_of(folder: Path, enough: int) -> int:
    """Bytes on disk of the files below ``folder``; counting stops at ``enough``."""
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
