"""Something to steal and something to break: set out before an attack and inspected afterwards."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from grader.author.attack.corpus import Attack
from grader.base import places
from grader.base.language import say
from grader.base.places import package
from grader.task import catalog

_PACKAGE = Path(package()).resolve()


class Bait:
    """Things outside the sandbox that show whether a submission has reached them."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(16)
        self.nap = f"86400.{secrets.randbelow(10**12):012d}"
        self.folder = Path(tempfile.mkdtemp(prefix="bait-"))
        self.outside = self.folder / "outside"
        self.outside.mkdir()
        self.outside.chmod(0o777)
        self.file = self.folder / "secret.txt"
        self.file.write_text(self.secret)
        self.file.chmod(0o644)
        self.calls: list[str] = []
        self.neighbour = subprocess.Popen(["sleep", "3600"], env={"CANARY": self.secret}, start_new_session=True)
        self._sockets = [*self._doors()]
        self._closing = threading.Event()
        self._porter = threading.Thread(target=self._listen, daemon=True)
        self._porter.start()

    def _doors(self) -> Iterator[socket.socket]:
        door = socket.create_server(("127.0.0.1", 0))
        self.port = int(door.getsockname()[1])
        yield door
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", self.port))
        yield datagrams
        self.abstract = f"grader-bait-{secrets.token_hex(8)}"
        for address in (str(self.folder / "socket"), f"\0{self.abstract}"):
            unix = socket.socket(socket.AF_UNIX)
            unix.bind(address)
            unix.listen()
            yield unix

    def _listen(self) -> None:
        import select

        while not self._closing.is_set():
            ready, _, _ = select.select(self._sockets, [], [], 0.05)
            for door in ready:
                self.calls.append(str(door.getsockname()))
                with contextlib.suppress(OSError):
                    if door.type == socket.SOCK_DGRAM:
                        door.recv(1 << 16)
                    else:
                        door.accept()[0].close()

    def fill(self, attack: Attack) -> str:
        """The attack's source with its places (@NAME@) filled in: paths, numbers, the task's solution."""
        values = {
            "SECRET_FILE": self.file,
            "OUTSIDE": self.outside,
            "PORT": self.port,
            "SOCKET": self.folder / "socket",
            "ABSTRACT": self.abstract,
            "NEIGHBOUR": self.neighbour.pid,
            "PARENT": os.getpid(),
            "NAP": self.nap,
            "PROJECT": places.root(),
            "PACKAGE": _PACKAGE,
        }
        source = attack.source
        if "@SOLUTION@" in source:
            task = catalog.find(attack.task)
            solution = catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8")
            source = source.replace("@SOLUTION@", solution)
        return re.sub(r"@([A-Z_]+)@", lambda match: str(values.get(match[1], match[0])), source)

    def damage(self) -> Iterator[str]:
        """What the submission has reached, one sentence each."""
        if self.neighbour.poll() is not None:
            yield say("it ended another process")
        elif _state(self.neighbour.pid) == "T":
            yield say("it stopped another process")
        elif os.getpriority(os.PRIO_PROCESS, self.neighbour.pid) != os.getpriority(os.PRIO_PROCESS, 0):
            yield say("it changed another process")
        if not self.file.is_file() or self.file.read_text() != self.secret or self.file.stat().st_mode & 0o777 != 0o644:
            yield say("it changed a file outside")
        written = sorted(path.name for path in self.outside.iterdir())
        if written:
            yield say("it wrote outside: {written}", written=", ".join(written))
        if self.calls:
            yield say("it called on {calls}", calls=", ".join(self.calls))
        left = self._left()
        if left:
            yield say("processes are left: {left}", left=left)

    def _left(self) -> list[int]:
        """Processes that the submission has started; they have the number ``nap`` as an argument."""
        deadline = time.monotonic() + 2
        while (found := list(_running(self.nap))) and time.monotonic() < deadline:
            time.sleep(0.02)
        return found

    def close(self) -> None:
        self._closing.set()
        self._porter.join()
        for door in self._sockets:
            door.close()
        for pid in _running(self.nap):
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        self.neighbour.kill()
        self.neighbour.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def _state(pid: int) -> str:
    with contextlib.suppress(OSError, IndexError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def _running(word: str) -> Iterator[int]:
    """Processes with ``word`` as an argument, without zombies."""
    import psutil

    for process in psutil.process_iter(["cmdline", "status"]):
        if word in (process.info["cmdline"] or ()) and process.info["status"] != psutil.STATUS_ZOMBIE:
            yield process.pid


@contextlib.contextmanager
def bait() -> Iterator[Bait]:
    made = Bait()
    try:
        yield made
    finally:
        made.close()
