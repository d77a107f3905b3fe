"""A file that a person handed in for a task, and everything that was read from a folder."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from grader.base.clean import clean
from grader.instructor.intake.people import Person
from grader.submission.names import stem_of, student_of
from grader.task.declaration import Task

# "task3-1.py" of Canvas, "task3 (1).py" of a browser.
RESUBMISSION = re.compile(r"-(?P<number>\d{1,3})$|\s?\((?P<copy>\d{1,3})\)$")


@dataclass(frozen=True)
class Handed:
    """One file that was handed in: whose, for which task, and which attempt it is.

    ``source`` is its path in the folder, for people to read; ``submitted`` is seconds since the epoch, 0 where
    nothing tells; ``late`` is what the system itself said. ``clock`` is where the time is from: ``system`` if a
    system wrote it, ``file`` if it is the file's own, which copying may change.
    """

    path: Path
    source: str
    person: Person
    task: Task
    attempt: int = 0
    late: bool = False
    submitted: float = 0.0
    clock: str = ""


@dataclass
class Reading:
    """What was understood of a folder.

    ``strangers`` are people who handed in and are not on the roster, each with the reason;
    ``note`` says what had to be guessed of the roster's file.
    """

    handed: list[Handed] = field(default_factory=list)
    unassigned: list[tuple[str, str]] = field(default_factory=list)
    roster: list[Person] = field(default_factory=list)
    strangers: list[tuple[Person, str]] = field(default_factory=list)
    note: str = ""

    def people(self) -> list[Person]:
        """Everybody, those on the roster who handed in nothing included, by name."""
        known = {person.key: person for person in self.roster}
        known.update({item.person.key: item.person for item in reversed(self.handed)})
        return sorted(known.values(), key=lambda person: (person.name.casefold(), person.key))

    def current(self) -> list[Handed]:
        """The newest attempt of each person at each task."""
        attempts: dict[tuple[str, str], list[Handed]] = defaultdict(list)
        for item in self.handed:
            attempts[item.person.key, item.task.name].append(item)
        newest = [found[0] if len(found) == 1 else max(found, key=_age) for found in attempts.values()]
        return sorted(newest, key=lambda item: (item.task.number, item.person.name.casefold(), item.person.key))


def _age(item: Handed) -> tuple[int, float, bool, str]:
    """Of files of one time, the one that is called like the task alone is the newest: it is no copy."""
    plain = not student_of(without_number(item.path.name))
    return item.attempt, item.submitted, plain, item.source


def _someone(name: str) -> Person:
    """A person of whom no more is known; a name is the same however its accents are written."""
    shown = unicodedata.normalize("NFC", clean(name.replace("_", " "))).strip()[:100]
    return Person(re.sub(r"[\s_]+", " ", shown).casefold(), shown)


def without_number(name: str) -> str:
    """The name without a resubmission's ``-1``."""
    stem, ending = split_ending(name)
    return f"{RESUBMISSION.sub('', stem)}{ending}"


def split_ending(name: str) -> tuple[str, str]:
    """``task3``, ``.ipynb.json``."""
    stem = stem_of(name)
    return stem, name[len(stem) :]
