"""For which task each file is and which attempt, once it is known whose it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.base.language import say, say_n
from grader.instructor.intake.candidates import Found, Walk, is_test, shown_path
from grader.instructor.intake.forms import stamp
from grader.instructor.intake.handed import RESUBMISSION, Handed, Reading, _someone, split_ending, without_number
from grader.instructor.intake.levels import Levels, Owner
from grader.instructor.intake.people import Directory, Person
from grader.submission.names import student_of, task_in_name
from grader.task.declaration import Task

_MOST_OF_ONE = 500  # files of one person


@dataclass(frozen=True)
class _Row:
    """A candidate with one of its owners, and what its path says of task and attempt."""

    found: Found
    owner: Owner
    person: Person
    task: Task | None
    attempt: int


class Assignment:
    """Decides for which task each file is. ``called`` is the name of the folder as a whole."""

    def __init__(self, walk: Walk, tasks: list[Task], only: Task | None, called: str, listed: Directory) -> None:
        self._walk = walk
        self._tasks = tasks
        self._only = only
        self._called = called
        self._levels = Levels(walk, tasks, called, listed)

    def assign(self, files: list[Found], reading: Reading) -> None:
        owners = _told_apart(files, self._levels.owners(files))
        reading.unassigned += self._levels.told
        if self._levels.note:
            reading.note = f"{reading.note} {self._levels.note}".strip()
        alone = _someone(student_of(f"{self._called}.py", self._tasks))
        if files and alone.name and not any(owner.people for owner in owners):
            owners = [replace(owner, people=(alone,), whole=True) for owner in owners]  # one student's own folder
        owners = self._stamped(files, owners)
        by_person: dict[str, list[_Row]] = defaultdict(list)
        for found, owner in zip(files, owners):
            if not owner.people:
                reading.unassigned.append((found.shown, say("the name of no student is in its path")))
            task, attempt = self._task_and_attempt(found, owner)
            for person in owner.people:
                by_person[person.key].append(_Row(found, owner, person, task, attempt))
        for rows in by_person.values():
            for row, task, reason in self._decided(rows):
                if task is None:
                    reading.unassigned.append((row.found.shown, reason))
                else:
                    reading.handed.append(_handed(row, task))
        reading.unassigned += self._empty_folders(files, owners, reading.unassigned)
        reading.unassigned += self._without_anything(owners, reading.unassigned)

    def _stamped(self, files: list[Found], owners: list[Owner]) -> list[Owner]:
        """With the times that a system wrote beside the files, if it did so for most: one student may do so too."""
        places = [
            found.parts[: owner.depth + (not _is_packed_by(found, owner))]
            if owner.depth and not owner.by_system
            else ()
            for found, owner in zip(files, owners)
        ]
        times = {place: self._stamp(place) for place in set(places) if place}
        if 2 * sum(time > 0 for time in times.values()) < len(times):
            return owners
        return [
            replace(owner, submitted=times[place], timed=False) if times.get(place) else owner
            for place, owner in zip(places, owners)
        ]

    def _stamp(self, place: tuple[str, ...]) -> float:
        path = self._walk.stamps.get(place) or self._walk.stamps.get(place[:-1])
        return stamp(path) if path else 0.0

    def _task_and_attempt(self, found: Found, owner: Owner) -> tuple[Task | None, int]:
        """From the file's name, else from a folder's; the attempt that the system's name of an archive says counts first."""
        task, attempt = _task_and_attempt(owner.file, self._tasks)
        task = task or _task_folder(found.parts, self._tasks)
        if owner.called and any(person.canvas for person in owner.people):  # Canvas writes it there
            attempt = _task_and_attempt(f"{owner.called}.py", self._tasks)[1] or attempt
        return task, attempt

    def _decided(self, rows: list[_Row]) -> Iterable[tuple[_Row, Task | None, str]]:
        """(row, its task, why it has none) for one person's files."""
        meant = self._only or task_in_name(f"{self._called}.py", self._tasks)
        unnamed = {without_number(row.owner.file) for row in rows if row.task is None and not _is_test(row)}
        named = any(row.task is not None and (self._only is None or row.task.name == self._only.name) for row in rows)
        solved = {row.task.name for row in rows if row.task is not None and not _is_test(row)}
        for number, row in enumerate(rows):
            if number >= _MOST_OF_ONE:
                if number == _MOST_OF_ONE:
                    more = len(rows) - _MOST_OF_ONE
                    yield row, None, say_n("{n} more files of this person", "{n} more files of this person", more)
                continue
            task = row.task
            if task is None and meant is not None and not named and len(unnamed) == 1 and not _is_test(row):
                task = meant
            if task is None:
                yield row, None, say("its name says no task") + ("" if self._only else say("; name one with --task"))
            elif self._only is not None and task.name != self._only.name:
                told = say("it is for {name}, and {name2} is being graded", name=task.name, name2=self._only.name)
                yield row, None, told
            elif _is_test(row) and task.name in solved:
                yield row, None, say("a test, beside a solution")
            else:
                yield row, task, ""

    def _empty_folders(
        self, files: list[Found], owners: list[Owner], told: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Folders and archives beside those of students in which there is nothing to grade, and nothing listed so far."""
        beside = {found.parts[: owner.depth - 1] for found, owner in zip(files, owners) if owner.depth}
        flat = {found.parts for found, owner in zip(files, owners) if not owner.depth}
        if not files:
            beside = {()}
        holding = {found.parts[:depth] for found in files for depth in range(1, len(found.parts) + 1)}
        empty = [
            parts
            for parts in self._walk.folders
            if parts
            and parts not in holding
            and (parts[:-1] in beside or (parts in self._walk.archives and parts[:-1] in flat))
        ]
        listed = {name.partition("/")[0] for name, _ in told}
        shown = [shown_path("/".join(parts)) for parts in empty]
        return [
            (name, say("a folder without a Python file or a notebook"))
            for name in shown
            if name.partition("/")[0] not in listed or not any(_is_within(other, name) for other, _ in told)
        ]

    def _without_anything(self, owners: list[Owner], told: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Files that are called like a person's hand-in and are none, if that person has nothing else."""
        there = {person.key for owner in owners for person in owner.people}
        listed = {name for name, _ in told}
        found = []
        for parts, name, shown in self._walk.beside:
            people = self._levels.owners_of_name(parts, name)
            if people and shown not in listed and not any(person.key in there for person in people):
                found.append((shown, say("neither a Python file nor a notebook")))
        return found


def _is_within(name: str, folder: str) -> bool:
    """Whether a listed name lies in a folder, or in the archive of that name."""
    rest = name.removeprefix(folder)
    return rest != name and rest.startswith(("/", "."))


def _is_packed_by(found: Found, owner: Owner) -> bool:
    """Whether a file lies in an archive of its owner's, and not in one that the instructor downloaded."""
    return found.packed is not None and (owner.whole or 0 < owner.depth <= found.real)


def _handed(row: _Row, task: Task) -> Handed:
    owner = row.owner
    clock = "system" if owner.submitted else "file" if owner.timed else ""
    found = row.found
    modified = found.packed if found.packed is not None and _is_packed_by(found, owner) else found.modified
    submitted = owner.submitted or (modified if owner.timed else 0.0)
    return Handed(found.path, found.shown, row.person, task, row.attempt, owner.late, submitted, clock)


def _told_apart(files: list[Found], owners: list[Owner]) -> list[Owner]:
    """Moodle numbers people anew in each assignment: the number is part of a key only between two of one name."""
    numbers: dict[tuple[str, tuple[str, ...]], set[str]] = defaultdict(set)
    for found, owner in zip(files, owners):
        for person in owner.people:
            if person.participant:
                numbers[person.key, found.parts[: max(owner.depth - 1, 0)]].add(person.participant)
    shared = {key for (key, _), found_numbers in numbers.items() if len(found_numbers) > 1}
    return [replace(owner, people=tuple(_numbered(person, shared) for person in owner.people)) for owner in owners]


def _numbered(person: Person, shared: set[str]) -> Person:
    if person.participant and person.key in shared:
        return replace(person, key=f"{person.key}#{person.participant}")
    return person


def _is_test(row: _Row) -> bool:
    return is_test(row.owner.file, row.found.parts[row.owner.depth :])


def _task_folder(parts: tuple[str, ...], tasks: list[Task]) -> Task | None:
    for part in reversed(parts):
        if task := task_in_name(f"{part}.py", tasks):
            return task
    return None


def _task_and_attempt(name: str, tasks: list[Task]) -> tuple[Task | None, int]:
    """``task3-1.py`` is task 3 handed in again; ``task-3.py`` is task 3 for the first time."""
    match = RESUBMISSION.search(split_ending(name)[0])
    task = task_in_name(name, tasks)
    if match is None or (task is not None and task_in_name(without_number(name), tasks) is None):
        return task, 0
    return task, int(match["number"] or match["copy"])
