"""Whose file it is, for which task and which attempt, from a path alone."""

from __future__ import annotations

import functools
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.base.language import say
from grader.instructor.intake.candidates import Found, Walk, is_test, shown_path
from grader.instructor.intake.gradescope import gradescope_metadata
from grader.instructor.intake.handed import RESUBMISSION, Handed, Reading, _someone, without_number
from grader.instructor.intake.people import Directory, Person
from grader.submission.names import student_of, task_in_name
from grader.task.declaration import Task

# mod/assign of Moodle: a folder for each participant, or a file; "Group-Name" where teams hand in.
_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_\w*$")
_MOODLE_FLAT = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_(?P<file>.+)$")
_GRADESCOPE = re.compile(r"^submission_(?P<id>\d+)$")

# content_zipper.rb of Canvas: name, LATE, the user's and the file's number; or an anonymous id.
_CANVAS = re.compile(r"^(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<submission>\d+)_(?P<file>.+)$", re.IGNORECASE)
_CANVAS_ANONYMOUS = re.compile(r"^(?P<late>LATE_)?(?P<name>anon_(?P<id>[A-Za-z0-9]+))_\d+_(?P<file>.+)$")


@dataclass(frozen=True)
class _Owner:
    """Whose a file is (a group hands in together), and its name without the system's marks.

    ``depth`` is how many folders lead to the one that names the owner; 0 where the file's own name does.
    ``timed`` is whether the file's time is that of handing in: Canvas gives its files that of the download,
    Git that of the clone.
    """

    people: tuple[Person, ...]
    file: str
    late: bool = False
    submitted: float = 0.0
    depth: int = 0
    timed: bool = True


@dataclass(frozen=True)
class _Row:
    """A candidate with one of its owners, and what its path says of task and attempt."""

    found: Found
    owner: _Owner
    person: Person
    task: Task | None
    attempt: int


class Assignment:
    """Decides whose each file is and for which task. ``called`` is the name of the folder as a whole."""

    def __init__(self, walk: Walk, tasks: list[Task], only: Task | None, called: str, listed: Directory) -> None:
        self._walk = walk
        self._tasks = tasks
        self._only = only
        self._called = called
        self._listed = listed
        self._metadata = gradescope_metadata(walk.metadata)
        # Names come again and again, and there are thousands of files.
        self._student = functools.cache(self._student_in_folder)
        self._student_in_file = functools.cache(lambda name: student_of(without_number(name), tasks))
        self._is_listed = functools.cache(lambda name: len(listed.fitting(_someone(name))) == 1)

    def assign(self, files: list[Found], reading: Reading) -> None:
        self._repositories = self._repository_names(files)
        self._downloaded = self._downloads(files)
        inner = self._without_wrapper(files)
        owners = _told_apart(inner, [self._owner(found) for found in inner])
        alone = _someone(student_of(f"{self._called}.py", self._tasks))
        if files and alone.name and not any(owner.people for owner in owners):
            owners = [replace(owner, people=(alone,)) for owner in owners]  # one student's own folder
        by_person: dict[str, list[_Row]] = defaultdict(list)
        for found, owner in zip(inner, owners):
            if not owner.people:
                reading.unassigned.append((found.shown, say("the name of no student is in its path")))
            task, attempt = _task_and_attempt(owner.file, self._tasks)
            task = task or _task_folder(found.parts, self._tasks)
            for person in owner.people:
                by_person[person.key].append(_Row(found, owner, person, task, attempt))
        for rows in by_person.values():
            for row, task, reason in self._decided(rows):
                if task is None:
                    reading.unassigned.append((row.found.shown, reason))
                else:
                    reading.handed.append(_handed(row, task))
        reading.unassigned += self._empty_folders(files, inner, owners, reading.unassigned)

    def _decided(self, rows: list[_Row]) -> Iterable[tuple[_Row, Task | None, str]]:
        """(row, its task, why it has none) for one person's files."""
        meant = self._only or task_in_name(f"{self._called}.py", self._tasks)
        unnamed = {without_number(row.owner.file) for row in rows if row.task is None and not _is_test(row)}
        named = any(row.task is not None and (self._only is None or row.task.name == self._only.name) for row in rows)
        solved = {row.task.name for row in rows if row.task is not None and not _is_test(row)}
        for row in rows:
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

    def _owner(self, found: Found) -> _Owner:
        owner = self._by_system(found)
        if owner is not None and not self._outermost(found, owner) and not self._downloaded[self._group(found)]:
            owner = None
        return owner or self._by_repository(found) or self._by_name(found)

    def _outermost(self, found: Found, owner: _Owner) -> bool:
        """Whether no other folder that may be a student's is around what names the owner."""
        around = found.parts[: owner.depth - 1] if owner.depth else found.parts
        return not any(self._student(part) for part in around)

    def _downloads(self, files: list[Found]) -> dict[str, bool]:
        """Group -> whether it is a system's download, most of its files being named so.

        One student whose own folder holds such names must not pass for another.
        """
        told: dict[str, list[bool]] = defaultdict(list)
        for found in files:
            told[self._group(found)].append(self._by_system(found) is not None)
        return {group: 2 * sum(found) >= len(found) for group, found in told.items()}

    def _group(self, found: Found) -> str:
        """The outermost folder that names a task alone: each may come from elsewhere."""
        return next((part for part in found.parts if not self._student(part)), "")

    def _by_system(self, found: Found) -> _Owner | None:
        for depth, part in enumerate(found.parts, start=1):
            if match := _MOODLE.match(part):
                return _Owner((self._of_moodle(match),), found.name, depth=depth)
            if match := _GRADESCOPE.match(part):
                alone = Person(part, say("submission {id}", id=match["id"]), id=match["id"])
                people, submitted = self._metadata.get(part, ((alone,), 0.0))
                return _Owner(people, found.name, submitted=submitted, depth=depth)
        if match := _MOODLE_FLAT.match(found.name):
            return _Owner((self._of_moodle(match),), match["file"])
        if match := _CANVAS.match(found.name) or _CANVAS_ANONYMOUS.match(found.name):
            someone = _someone(match["name"])
            person = replace(someone, key=f"{someone.key}#{match['id']}", canvas=match["id"])
            return _Owner((person,), match["file"], bool(match["late"]), timed=False)
        return None

    def _by_repository(self, found: Found) -> _Owner | None:
        for depth, part in enumerate(found.parts, start=1):
            if part in self._repositories:
                login = self._repositories[part]
                return _Owner((replace(_someone(login), login=login),), found.name, depth=depth, timed=False)
        return None

    def _by_name(self, found: Found) -> _Owner:
        """By the first folder that a student is called like; with a roster, by the first name that stands there."""
        named = [(depth, self._student(part)) for depth, part in enumerate(found.parts, start=1)]
        named = [(depth, name) for depth, name in named if name]
        if name := self._student_in_file(found.name):
            named.append((0, name))
        if not named:
            return _Owner((), found.name)
        known = (pair for pair in named if self._is_listed(pair[1]))
        depth, name = next(known, named[0])
        return _Owner((_someone(name),), found.name, depth=depth)

    def _student_in_folder(self, part: str) -> str:
        """The student's name in a folder's; empty where it names a task alone."""
        return student_of(f"{part}.py", self._tasks) if task_in_name(f"{part}.py", self._tasks) else part

    def _of_moodle(self, match: re.Match[str]) -> Person:
        """A team's "Group-Name" is the student of that name, where the roster knows one."""
        name = match["name"]
        for tail in (name, *_tails(name)):
            if self._is_listed(tail):
                name = tail
                break
        return replace(_someone(name), participant=match["id"])

    def _without_wrapper(self, files: list[Found]) -> list[Found]:
        """Drop folders that are around everything (an archive's own), where several names are left inside."""
        inner = files
        while inner:
            people = {self._owner(found).people for found in inner}
            if len(people) > 1:
                return inner if () not in people else files
            first = inner[0].parts[:1]
            wrapper = first and all(found.parts[:1] == first for found in inner)
            if not wrapper or _MOODLE.match(first[0]) or _GRADESCOPE.match(first[0]) or not self._student(first[0]):
                return files
            inner = [replace(found, parts=found.parts[1:]) for found in inner]
        return files

    def _repository_names(self, files: list[Found]) -> dict[str, str]:
        """GitHub Classroom's ``assignment-student`` folders -> the student."""
        holding = {found.parts[:depth] for found in files for depth in range(1, len(found.parts) + 1)}
        clones = [parts for parts in self._walk.clones if parts in holding]
        # Side by side, each with a name of its own: else they are what students keep inside their folders.
        beside: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for parts in clones:
            beside[parts[:-1]].append(parts[-1])
        groups = {
            above: sorted(names) for above, names in beside.items() if len(names) > 1 or not above or len(clones) == 1
        }
        if len({name for names in groups.values() for name in names}) < sum(map(len, groups.values())):
            return {}
        found: dict[str, str] = {}
        for above, names in groups.items():
            found.update(self._students_of(above[-1] if above else self._called, names))
        return found

    def _students_of(self, folder: str, names: list[str]) -> dict[str, str]:
        """The same for the repositories of one assignment, which lie in ``folder``."""
        plain = {name: student_of(f"{name}.py", self._tasks) for name in names}
        if all(student and student != name for name, student in plain.items()):
            return plain  # the assignment is called like a task
        assignment = _assignment_of(folder, names)
        return {name: self._login(name) or name[len(assignment) :] or name for name in names}

    def _login(self, repository: str) -> str:
        """The roster's login at the end of a repository's name."""
        return next((tail for tail in _tails(repository) if len(self._listed.by_login(tail)) == 1), "")

    def _empty_folders(
        self, files: list[Found], inner: list[Found], owners: list[_Owner], told: list[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Folders beside those of students in which there is nothing to grade, and nothing listed so far."""
        wrappers = [len(found.parts) - len(bare.parts) for found, bare in zip(files, inner)]
        beside = {
            found.parts[: wrapper + owner.depth - 1]
            for found, wrapper, owner in zip(files, wrappers, owners)
            if owner.depth
        } or ({()} if not files else set())
        holding = {found.parts[:depth] for found in files for depth in range(1, len(found.parts) + 1)}
        empty = [parts for parts in self._walk.folders if parts and parts[:-1] in beside and parts not in holding]
        shown = [shown_path("/".join(parts)) for parts in empty]
        return [
            (name, say("a folder without a Python file or a notebook"))
            for name in shown
            if not any(other.startswith(f"{name}/") for other, _ in told)
        ]


def _handed(row: _Row, task: Task) -> Handed:
    owner = row.owner
    submitted = owner.submitted or (row.found.modified if owner.timed else 0.0)
    return Handed(row.found.path, row.found.shown, row.person, task, row.attempt, owner.late, submitted)


def _told_apart(files: list[Found], owners: list[_Owner]) -> list[_Owner]:
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


def _tails(name: str) -> list[str]:
    """What follows each hyphen, the longest first."""
    parts = name.split("-")
    return ["-".join(parts[place:]) for place in range(1, len(parts))]


def _assignment_of(folder: str, repositories: list[str]) -> str:
    """The part of all repositories' names that is the assignment's, with its hyphen."""
    slug = folder.removesuffix("-submissions") + "-"  # as GitHub's own command line calls the folder
    if folder.endswith("-submissions") and all(name.startswith(slug) for name in repositories):
        return slug
    prefix = os.path.commonprefix(repositories) if len(repositories) > 1 else ""  # noqa: RUF071 - letter by letter
    return prefix[: prefix.rfind("-") + 1]


def _is_test(row: _Row) -> bool:
    return is_test(row.owner.file, row.found.parts[row.owner.depth :])


def _task_folder(parts: tuple[str, ...], tasks: list[Task]) -> Task | None:
    for part in reversed(parts):
        if task := task_in_name(f"{part}.py", tasks):
            return task
    return None


def _task_and_attempt(name: str, tasks: list[Task]) -> tuple[Task | None, int]:
    """``task3-1.py`` is task 3 handed in again; ``task-3.py`` is task 3 for the first time."""
    match = RESUBMISSION.search(name.rpartition(".")[0])
    task = task_in_name(name, tasks)
    if match is None or (task is not None and task_in_name(without_number(name), tasks) is None):
        return task, 0
    return task, int(match["number"] or match["copy"])
