"""Puts the corpus of hostile submissions to this machine's sandbox and says which were held.

Each file of the corpus says in its first lines which of the known attacks it is, which result it
has to get and on which back ends that is promised::

    # attack: 14 32
    # task: task3
    # limits: call_seconds=0.5 memory_mb=300
    # expect: passed=false score<=0.2 outcome=timeout says=0.5
    # on: bubblewrap landlock

An attack is held when the result is as expected **and** nothing happened outside: the secret that
lies in a file and in the grader's environment appears nowhere in the result, the folder that is
offered for writing is empty, nobody called on the sockets, the neighbouring process still runs,
and no process of the submission is left.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.task import catalog
from grader.grading.engine import grade
from grader.base.errors import CatalogError, GraderError
from grader.result.document import TaskResult
from grader.sandbox import Backend
from grader.sandbox.warden import landlock_version
from grader.submission.file import Submission
from grader.task.declaration import Limits
from grader.base.language import SOURCE, say

GROUPS = ("cheat", "escape", "exhaust", "disrupt", "disclose", "inject", "odd")
LEAKED = "LEAKED:"
_PACKAGE = Path(__file__).resolve().parent
_KEYS = ("attack", "task", "limits", "expect", "on", "slow", "name")
# What neither a terminal nor a page may get: controls but the newline, bidi overrides, surrogates.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True)
class Attack:
    """One file of the corpus. ``numbers`` are the known attacks that it stands for."""

    group: str
    name: str
    source: str
    task: str
    numbers: tuple[int, ...] = ()
    expect: tuple[str, ...] = ()
    limits: dict[str, float] = field(default_factory=dict)
    on: tuple[str, ...] = ()
    slow: bool = False
    file_name: str = ""

    @property
    def id(self) -> str:
        return f"{self.group}/{self.name}"

    def promised(self, backend: str) -> bool:
        """``landlock6`` stands for Landlock of that version or a later one."""
        version = landlock_version() if backend == "landlock" else 0
        return not self.on or any(
            name.rstrip("0123456789") == backend and int(name[len(backend) :] or 0) <= version for name in self.on
        )


@dataclass(frozen=True)
class Played:
    """What came of one attack: ``problems`` is empty where it was held."""

    attack: Attack
    problems: tuple[str, ...]
    result: TaskResult
    seconds: float

    @property
    def held(self) -> bool:
        return not self.problems


def folder() -> Path:
    """Where the corpus lies: in the checkout's tests, or in the wheel."""
    inside = Path(catalog.root()) / "hostile"
    return inside if inside.is_dir() else Path(catalog.root()) / "tests" / "hostile"


def corpus() -> list[Attack]:
    """All attacks, by group. Raises CatalogError for a file whose head cannot be understood."""
    found = [read(path) for group in GROUPS for path in sorted((folder() / group).glob("*.py"))]
    if not found:
        raise CatalogError(say("There are no hostile submissions in {folder}.", folder=folder()))
    return found


def read(path: Path) -> Attack:
    source = path.read_text(encoding="utf-8")
    head: dict[str, str] = {}
    for line in source.splitlines():
        match = re.fullmatch(r"# (\w+): (.*)", line)
        if not match or match[1] not in _KEYS:
            if line.startswith("# "):
                continue
            break
        head[match[1]] = match[2].strip()
    try:
        limits = dict(item.split("=") for item in head.get("limits", "").split())
        return Attack(
            group=path.parent.name,
            name=path.stem,
            source=source,
            task=head["task"],
            numbers=tuple(int(number) for number in head["attack"].split() if number != "-"),
            expect=tuple(head["expect"].split()),
            limits={name: float(value) for name, value in limits.items()},
            on=tuple(head.get("on", "").split()),
            slow=head.get("slow") == "yes",
            file_name=head.get("name", f"{path.stem}.py"),
        )
    except (KeyError, ValueError) as error:
        raise CatalogError(
            say("{path}: its first lines cannot be understood ({error!r}).", path=path, error=error)
        ) from error


# --- what an attack may try to reach -------------------------------------------------------------------


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
        """The attack's source with the places and numbers that it needs."""
        values = {
            "SECRET_FILE": self.file,
            "OUTSIDE": self.outside,
            "PORT": self.port,
            "SOCKET": self.folder / "socket",
            "ABSTRACT": self.abstract,
            "NEIGHBOUR": self.neighbour.pid,
            "PARENT": os.getpid(),
            "NAP": self.nap,
            "PROJECT": catalog.root(),
            "PACKAGE": _PACKAGE,
        }
        source = attack.source
        if "@SOLUTION@" in source:
            task = catalog.find(attack.task)
            solution = catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8")
            source = source.replace("@SOLUTION@", solution)
        return re.sub(r"@([A-Z_]+)@", lambda match: str(values.get(match[1], match[0])), source)

    def damage(self) -> Iterator[str]:
        """What the submission has reached, a sentence each."""
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
        """Processes that the submission has started, recognised by what they were told."""
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
    """Processes with ``word`` as an argument, zombies left out."""
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


# --- one attack ----------------------------------------------------------------------------------------


def play(attack: Attack, backend: Backend, seed: int = 7) -> Played:
    """Grade one hostile submission and look at what it got and what it reached."""
    task = catalog.find(attack.task)
    kinds = {name: type(getattr(Limits(), name)) for name in attack.limits}
    limits = task.limits.replace(**{name: kinds[name](value) for name, value in attack.limits.items()})
    with bait() as made:
        source = made.fill(attack)
        submission = Submission(attack.file_name, "student", source, "")
        name = f"GRADER_CANARY_{made.nap.partition('.')[2]}"
        os.environ[name] = made.secret
        started = time.monotonic()
        try:
            result = grade(
                task, submission, backend, seed=seed, limits=limits, language=SOURCE
            )  # what it says is compared
        finally:
            del os.environ[name]
        seconds = time.monotonic() - started
        problems = [*_unexpected(attack, result), *_shown(made, result), *made.damage()]
    return Played(attack, tuple(problems), result, seconds)


def _unexpected(attack: Attack, result: TaskResult) -> Iterator[str]:
    outcomes = {check.outcome.value for check in result.checks}
    said = " ".join([result.message, *(check.message for check in result.checks)])
    tests: dict[str, Callable[[str], bool]] = {
        "status=": lambda wanted: result.status.value == wanted,
        "passed=": lambda wanted: result.passed == (wanted == "true"),
        "score<=": lambda wanted: result.score <= float(wanted),
        "score>=": lambda wanted: result.score >= float(wanted),
        "outcome=": lambda wanted: wanted in outcomes,
        "says=": lambda wanted: wanted in said,
    }
    if result.status.value == "grader_fault":
        faults = [check.message for check in result.checks if check.outcome.value == "fault"]
        yield say("the grader itself failed: {value}", value=(faults or [result.message])[0][:200])
    for wish in attack.expect:
        key = next((key for key in tests if wish.startswith(key)), None)
        if key is None:
            yield say("{wish} is not understood", wish=wish)
        elif not tests[key](wish.removeprefix(key)):
            came = f"{result.status.value}, {result.points}/{result.max_points}, {', '.join(sorted(outcomes))}"
            yield say("{wish} was expected; it got {came}", wish=wish, came=came)


def _shown(made: Bait, result: TaskResult) -> Iterator[str]:
    """What must not stand in the result: the secret, what a submission calls a leak, control codes."""
    document = result.document()
    document.pop("source")
    text = json.dumps(document, ensure_ascii=False)
    if made.secret in text:
        yield say("the secret is in the result")
    if LEAKED in result.output:
        yield result.output[result.output.index(LEAKED) :].splitlines()[0][:200]
    if any(_UNSAFE.search(value) for value in _strings(document)):
        yield say("the result holds characters that a terminal or a page would act on")


def _strings(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict):
        for key, value in tree.items():
            yield from _strings(key)
            yield from _strings(value)
    elif isinstance(tree, (list, tuple)):
        for value in tree:
            yield from _strings(value)


# --- all of them ---------------------------------------------------------------------------------------


def selected(backend: str, slow: bool = True) -> list[Attack]:
    """What is promised on a back end, of the tasks that there are."""
    known = {task.name for task in catalog.tasks()}
    return [a for a in corpus() if a.promised(backend) and a.task in known and (slow or not a.slow)]


def run(backend: Backend, *, slow: bool = True, seen: Callable[[Played, int, int], None] | None = None) -> list[Played]:
    """Play every attack that is promised to be held on ``backend``; ``seen`` hears of each.

    Needs a POSIX machine. Raises GraderError elsewhere.
    """
    if sys.platform == "win32":
        raise GraderError(say("The attacks are written for Linux and macOS."))
    attacks = selected(backend.name, slow)
    played: list[Played] = []
    for attack in attacks:
        played.append(play(attack, backend))
        if seen is not None:
            seen(played[-1], len(played), len(attacks))
    return played


def table(played: Iterable[Played]) -> str:
    """How many of each group were held, and what was not."""
    rows = list(played)
    lines = []
    for group in GROUPS:
        mine = [row for row in rows if row.attack.group == group]
        if mine:
            lines.append(
                say(
                    "{group:10} {mine:3} of {count:3} held",
                    group=group,
                    mine=sum(row.held for row in mine),
                    count=len(mine),
                )
            )
    lines.append(
        say(
            "{part:10} {rows:3} of {count:3} held", part=say("all"), rows=sum(row.held for row in rows), count=len(rows)
        )
    )
    for row in rows:
        lines += [say("NOT HELD  {id}: {problem}", id=row.attack.id, problem=problem) for problem in row.problems]
    return "\n".join(lines)


def show(name: str) -> int:
    """Play what is promised on the back end called ``name`` and print the table; 0 where all was held."""
    from grader.sandbox import choose

    backend = choose(name)
    print(say("Putting hostile submissions to the sandbox {name!r} …", name=backend.name), flush=True)

    def seen(played: Played, number: int, total: int) -> None:
        if sys.stderr.isatty():
            print(
                say("\r{number} of {total}  {id:40}", number=number, total=total, id=played.attack.id[:40]),
                end="",
                file=sys.stderr,
                flush=True,
            )

    played = run(backend, slow=False, seen=seen)
    if sys.stderr.isatty():
        print("\r" + " " * 60 + "\r", end="", file=sys.stderr)
    print(table(played))
    if backend.name == "none":
        print(say("This back end promises little: what a hostile submission reads or writes outside was not tried."))
    elif not backend.seccomp:
        print(say("No seccomp filter is in force: pip install 'grader[sandbox]'"))
    return 0 if all(each.held for each in played) else 1
