"""The corpus of hostile submissions: one file for each attack, with the expected result."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.base import places
from grader.base.errors import CatalogError
from grader.base.language import say
from grader.sandbox.warden import landlock_version
from grader.task import catalog

GROUPS = ("cheat", "escape", "exhaust", "disrupt", "disclose", "inject", "odd")
_KEYS = ("attack", "task", "limits", "expect", "on", "slow", "name")


@dataclass(frozen=True)
class Attack:
    """One file of the corpus. ``numbers`` are the known attacks that it represents."""

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
        """Whether the attack must be held on this back end. ``landlock6`` means Landlock of version 6 or later."""
        version = landlock_version() if backend == "landlock" else 0
        return not self.on or any(
            name.rstrip("0123456789") == backend and int(name[len(backend) :] or 0) <= version for name in self.on
        )


def folder() -> Path:
    """The folder of the corpus: in the checkout's tests, or in the wheel."""
    inside = Path(places.root()) / "hostile"
    return inside if inside.is_dir() else Path(places.root()) / "tests" / "hostile"


def corpus() -> list[Attack]:
    """All attacks, by group. Raises CatalogError for a file whose header cannot be parsed."""
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


def selected(backend: str, slow: bool = True) -> list[Attack]:
    """The attacks that must be held on a back end, for the tasks that are installed."""
    known = {task.name for task in catalog.tasks()}
    return [a for a in corpus() if a.promised(backend) and a.task in known and (slow or not a.slow)]
