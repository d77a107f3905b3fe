"""Warm workers: a back end whose children are forked from one process that has imported everything.

``Warm`` has the interface of a back end and wraps one. Not thread-safe: a worker serves one submission at a time, and a
batch has one worker for each of its jobs.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from grader.base.errors import SandboxError
from grader.base.language import say
from grader.sandbox import other_user
from grader.sandbox.backend import Backend, Plan, Started, module_search_path, python_command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.sandbox.cgroup import Group

# What a worker imports for each tool that a task declares.
PRELOAD = {
    "numpy": ("numpy",),
    "scikit-learn": ("sklearn.linear_model", "sklearn.model_selection", "pandas"),
    "tensorflow": ("tensorflow", "keras"),
    "pandas": ("pandas",),
    "matplotlib": ("matplotlib.pyplot",),
    "scipy": ("scipy.special",),
}
_PUBLIC = "/public"
_START_SECONDS = 180.0


class Forked:
    """A child that a worker forked, with the parts of ``subprocess.Popen`` that are used."""

    def __init__(self, worker: Warm, pipes: tuple[int, int, int], pidfd: int, gate: int) -> None:
        self._gate = gate
        self.stdin: IO[bytes] | None = os.fdopen(pipes[0], "wb", buffering=0)
        self.stdout: IO[bytes] | None = os.fdopen(pipes[1], "rb", buffering=0)
        self.stderr: IO[bytes] | None = os.fdopen(pipes[2], "rb", buffering=0)
        self.returncode: int | None = None
        self._worker = worker
        self._pidfd = pidfd
        self.pid = _pid_of(pidfd)

    def begin(self) -> None:
        """Let it go on. Until then it is one process that has run nothing."""
        os.close(self._gate)

    def kill(self) -> None:
        """End the child. It is the first process of its PID namespace, so all its descendants end too."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            self.returncode = self._worker.exit_status(timeout)
            os.close(self._pidfd)
        return self.returncode


def _pid_of(pidfd: int) -> int:
    """The process's number outside its namespaces."""
    for line in Path(f"/proc/self/fdinfo/{pidfd}").read_text().splitlines():
        if line.startswith("Pid:"):
            return int(line.split()[1])
    raise SandboxError(say("The kernel does not say which process a warm worker started."))


def _grouped(pid: int, plan: Plan) -> Group | None:
    """A control group that contains this child before it runs any student's code."""
    from grader.sandbox import cgroup

    group = cgroup.create(plan.limits)
    if group is not None:
        try:
            (group.path / "cgroup.procs").write_text(str(pid))
        except OSError:
            group.remove()
            return None
    return group


class Warm:
    """A back end whose children start in milliseconds. ``close`` ends the worker."""

    def __init__(self, backend: Backend, files: Mapping[str, Path], preload: tuple[str, ...]) -> None:
        self.name = backend.name
        self.network = backend.network
        self._backend = backend
        self._files = sorted(set(files.values()))
        self._preload = preload
        self._process: subprocess.Popen[bytes] | None = None
        self._other: tuple[str, ...] = ()  # what lets another user run the worker
        self._control: socket.socket | None = None
        self._noise: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()

    @property
    def seccomp(self) -> bool:
        return self._backend.seccomp

    def unavailable(self) -> str:
        if self.name != "bubblewrap":
            return say("warm workers need the sandbox bubblewrap")
        return "" if hasattr(os, "pidfd_open") else say("warm workers need Linux 5.3 or newer")

    def start(self, plan: Plan) -> Started:
        from grader.sandbox import bubblewrap, seccomp

        order = {
            "fence": "namespaces",
            "workdir": bubblewrap.WORK,
            "size": plan.limits.tmp_mb << 20,
            "files": {inside: self._public(outside) for inside, outside in plan.files.items()},
            "seccomp": seccomp.program(True).hex(),
        }
        try:
            forked = self._fork(order, plan)
        except (SandboxError, OSError, subprocess.TimeoutExpired):  # it was ended from outside: a new one is tried
            self.close()
            forked = self._fork(order, plan)
        try:
            group = _grouped(forked.pid, plan)
        finally:
            forked.begin()  # only now: what it forks is in the group, too
        return Started(forked, bubblewrap.WORK, group=group, sealed=True, guarded=True)

    def close(self) -> None:
        if self._control is not None:
            self._control.close()
            self._control = None
        if self._process is not None:
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            if self._process.stderr is not None:
                self._process.stderr.close()
            self._process = None
        self._noise.close()

    def exit_status(self, timeout: float | None) -> int:
        """The exit status of the child that was started last. Raises TimeoutExpired.

        Negative if a signal from outside ended it: no signal of a student's code reaches what the worker waits
        for. So too if the worker itself is gone.
        """
        return int(self._receive(timeout).get("exit", -signal.SIGKILL))

    # --- helpers ---

    def _public(self, outside: Path) -> str:
        return f"{_PUBLIC}/{self._files.index(outside)}-{outside.name}"

    def _start_worker(self, plan: Plan) -> None:
        from grader.sandbox import bubblewrap

        self.close()
        self._noise = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        ours, theirs = socket.socketpair()
        mounts: list[str] = []
        for file in self._files:
            mounts += ["--ro-bind", str(file), self._public(file)]
        # The worker itself has no filter, since it must make namespaces: each child gets its own.
        options = bubblewrap.arguments(Plan(plan.limits, {}), mounts)
        # Through a descriptor, as in bubblewrap.py: inside the sandbox a command line can be read.
        told = os.memfd_create("grader", os.MFD_CLOEXEC)
        os.write(told, "\0".join(options).encode() + b"\0")
        os.lseek(told, 0, os.SEEK_SET)
        self._other = bubblewrap.as_other_user(self._files)
        command = [*self._other, bubblewrap.executable(), "--args", str(told), "--"]
        with theirs, os.fdopen(told):
            self._process = subprocess.Popen(
                [*command, *python_command(bubblewrap.CODE, "fork_server")],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=self._noise,
                cwd="/",
                env={},
                start_new_session=True,
                pass_fds=[told],
            )
        self._control = ours
        setup = {"sys_path": module_search_path(), "preload": list(self._preload)}
        ours.sendall(json.dumps(setup).encode() + b"\n")
        if not self._receive(_START_SECONDS).get("ready"):
            raise SandboxError(say("A warm worker did not start: {said}", said=self._said()))

    def _said(self) -> str:
        self._noise.seek(0)
        lines = self._noise.read(1 << 16).decode("utf-8", errors="replace").strip().splitlines()
        return lines[-1][:300] if lines else say("it said nothing")

    def _fork(self, order: dict[str, Any], plan: Plan) -> Forked:
        """A child of the worker, which is started first if there is none. Raises SandboxError, OSError, TimeoutExpired."""
        if self._process is None or self._process.poll() is not None:
            self._start_worker(plan)
        theirs_in, ours_in = os.pipe()
        ours_out, theirs_out = os.pipe()
        ours_err, theirs_err = os.pipe()
        theirs_gate, ours_gate = os.pipe()
        if self._other:
            other_user.hand_over((theirs_in, theirs_out, theirs_err))
        data = b""
        descriptors: list[int] = []
        try:
            socket.send_fds(
                self._channel, [json.dumps(order).encode()], [theirs_in, theirs_out, theirs_err, theirs_gate]
            )
            self._wait_readable(_START_SECONDS)
            data, descriptors, _, _ = socket.recv_fds(self._channel, 1 << 12, 1)
        finally:
            for descriptor in (theirs_in, theirs_out, theirs_err, theirs_gate):
                os.close(descriptor)
            if not descriptors:
                for descriptor in (ours_in, ours_out, ours_err, ours_gate):
                    os.close(descriptor)
        if not descriptors:
            said = self._said()
            self.close()
            raise SandboxError(say("A warm worker could not start a child: {data!r}, {said}", data=data, said=said))
        return Forked(self, (ours_in, ours_out, ours_err), descriptors[0], ours_gate)

    @property
    def _channel(self) -> socket.socket:
        if self._control is None:
            raise SandboxError(say("The warm worker has ended."))
        return self._control

    def _wait_readable(self, timeout: float | None) -> None:
        readable, _, _ = select.select([self._channel], [], [], timeout)
        if not readable:
            raise subprocess.TimeoutExpired("a warm worker", timeout or 0.0)

    def _receive(self, timeout: float | None) -> dict[str, Any]:
        """One JSON line from the worker. It is trusted: no student's code runs in the worker."""
        data = b""
        while not data.endswith(b"\n"):
            self._wait_readable(timeout)
            try:
                piece = self._channel.recv(1 << 12)
            except ConnectionResetError:
                return {}
            if not piece:
                return {}
            data += piece
        answer = json.loads(data)
        return answer if isinstance(answer, dict) else {}
