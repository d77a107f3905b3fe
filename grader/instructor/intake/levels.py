"""Whose each file is, read from the level of the tree that the instructor's download made.

The tree is read from the top. A folder whose entries are sections, tasks or a wrapper is entered; the first entry
that is a person's ends it: what lies below, or in that person's archive, is that person's, whatever it is called.
"""

from __future__ import annotations

import functools
import os
import re
from collections import defaultdict
from dataclasses import dataclass, replace

from grader.base.language import say
from grader.instructor.intake.candidates import Found, Walk, shown_path
from grader.instructor.intake.forms import Form, form_of
from grader.instructor.intake.gradescope import Submission, read_metadata
from grader.instructor.intake.handed import _someone, split_ending, without_number
from grader.instructor.intake.mentions import Mentions
from grader.instructor.intake.people import Directory, Person
from grader.submission.names import student_of, task_in_name
from grader.task.declaration import Task

_SECTION = re.compile(
    r"(?i)^(late|on[ _-]?time|(re)?submi(ssions?|tted)( files)?|inbound|collected|downloads?|archive)$"
)


@dataclass(frozen=True)
class Owner:
    """Whose a file is (a group hands in together), and its name without the system's marks.

    ``depth`` is how many folders lead to the one that names the owner; 0 where the file's own name does.
    ``called`` is the student's own name of that folder or archive. ``timed`` is whether the file's time is that of
    handing in: Canvas gives its files that of the download, Git that of the clone. ``listed`` is whether the
    owner is on the roster, ``by_system`` whether a system's form names the owner, ``whole`` whether everything is
    one person's.
    """

    people: tuple[Person, ...]
    file: str
    late: bool = False
    submitted: float = 0.0
    depth: int = 0
    timed: bool = True
    called: str = ""
    listed: bool = False
    by_system: bool = False
    whole: bool = False


class Levels:
    """Decides whose each file is. ``called`` is the name of the folder as a whole, ``told`` what went wrong."""

    def __init__(self, walk: Walk, tasks: list[Task], called: str, listed: Directory) -> None:
        self._walk = walk
        self._tasks = tasks
        self._called = called
        self._directory = listed
        self.told: list[tuple[str, str]] = []
        self.note = ""
        self._metadata: dict[tuple[str, ...], dict[str, Submission]] = {}
        # Names come again and again, and there are thousands of files.
        self._student = functools.cache(self._student_in_folder)
        self._student_in_file = functools.cache(self._student_of_file)
        self._form = functools.cache(form_of)
        self._listed = functools.cache(self._on_roster)

    def owners(self, files: list[Found]) -> list[Owner]:
        """The owner of each file, in their order."""
        names = {part for found in files for part in (*found.parts[: found.real], found.name)}
        self._mentions = Mentions(self._directory.everybody(), self._tasks, names)
        self._clones = set(self._walk.clones)
        found = self._level(files, 0)
        self._note_unknown_form(files, found)
        return [self._as_described(file, found[file]) for file in files]

    def _as_described(self, found: Found, owner: Owner) -> Owner:
        """With the submitters and the time that the description beside a folder of Gradescope's says.

        It is read only when it is known to lie where the instructor's download is.
        """
        place = owner.depth - 1
        if not owner.by_system or place < 0 or not re.fullmatch(r"submission_\d+", found.parts[place]):
            return owner
        people, submitted = self._described(found.parts[:place]).get(found.parts[place], ((), 0.0))
        return replace(owner, people=people, submitted=submitted) if people else owner

    def owners_of_name(self, above: tuple[str, ...], name: str) -> tuple[Person, ...]:
        """Whose a file at the instructor's level would be, by a system's form or with a task's name beside the person's."""
        if any(self._form(part, True) or self._listed(part) for part in above):
            return ()
        if form := self._form(name, False):
            return self._people(form, above, name)
        if listed := self._listed(split_ending(name)[0]):
            return listed
        student = self._student_in_file(name) if task_in_name(name, self._tasks) else ""
        return (_someone(student),) if student and not any(map(self._student, above)) else ()

    # --- one folder of the instructor's -------------------------------------------------------------------

    def _level(self, files: list[Found], depth: int) -> dict[Found, Owner]:
        """The owners of files that lie in one folder of the instructor's; ``depth`` folders lead to it."""
        above = files[0].parts[:depth] if files else ()
        entries: dict[str, list[Found]] = defaultdict(list)
        alone = []
        for found in files:
            if len(found.parts) > depth:
                entries[found.parts[depth]].append(found)
            else:
                alone.append(found)
        forms = self._forms(above, list(entries), [found.name for found in alone])
        owners = {found: self._of_file(found, above, forms.get(found.name)) for found in alone}
        repositories = self._repositories(above, list(entries))
        assignments = self._assignments(entries, depth)
        open_entries = []
        for name, inside in entries.items():
            owner = self._of_entry(name, above, forms.get(f"{name}/"), repositories)
            if owner is not None:
                owners.update({found: self._within(found, owner) for found in inside})
            elif not self._student(name) or _SECTION.match(name) or name in assignments:
                owners.update(self._level(inside, depth + 1))
            else:
                open_entries.append(name)
        known = [found for found, owner in owners.items() if owner.listed or owner.by_system]
        owners.update(self._plain({name: entries[name] for name in open_entries}, above, known, len(entries), alone))
        return owners

    def _forms(self, above: tuple[str, ...], folders: list[str], files: list[str]) -> dict[str, Form]:
        """Name (a folder's with a slash) -> its form. Canvas's, which others may write too, counts if most have it."""
        found = {f"{name}/": self._form(name, True) for name in folders}
        found.update({name: self._form(name, False) for name in files})
        forms = {name: form for name, form in found.items() if form is not None}
        if 2 * len(forms) >= len(found):
            return forms
        return {name: form for name, form in forms.items() if not form.person.canvas}

    def _of_file(self, found: Found, above: tuple[str, ...], form: Form | None) -> Owner:
        if form is not None:
            people = self._people(form, above, found.name)
            return Owner(people, form.file, form.late, form.submitted, timed=form.timed, by_system=True, listed=False)
        if listed := self._listed(split_ending(found.name)[0]):
            return Owner(listed, found.name, listed=True)
        name = self._student_in_file(found.name)
        return Owner((_someone(name),) if name else (), found.name)

    def _of_entry(
        self, name: str, above: tuple[str, ...], form: Form | None, repositories: dict[str, str]
    ) -> Owner | None:
        """The owner of a folder or an archive; None if that is to be seen."""
        depth = len(above) + 1
        if form is not None:
            people = self._people(form, above, name)
            return Owner(people, "", form.late, form.submitted, depth, form.timed, form.file, by_system=True)
        if name in repositories:
            login = repositories[name]
            return Owner((replace(_someone(login), login=login),), "", depth=depth, timed=False, by_system=True)
        if listed := self._listed(name):
            return Owner(listed, "", depth=depth, listed=True)
        return None

    def _within(self, found: Found, owner: Owner) -> Owner:
        """A file of a person's or a group's; of a group, whom its name says."""
        people = owner.people
        if len(people) > 1 and owner.listed:
            named = set(self._listed(split_ending(found.name)[0]))
            people = tuple(person for person in people if person in named) or people
        return replace(owner, people=people, file=found.name)

    def _plain(
        self,
        entries: dict[str, list[Found]],
        above: tuple[str, ...],
        known: list[Found],
        count: int,
        alone: list[Found],
    ) -> dict[Found, Owner]:
        """Folders and archives that nobody is known by: people who are not on the roster, sections, or a wrapper."""
        depth = len(above) + 1
        inner = {name: self._level(files, depth) for name, files in entries.items()}
        wrapper = count == 1 and not alone
        # A download for each task: all that lies here are folders or archives of a system.
        downloads = len(entries) == count and not alone and all(map(_is_download, inner.values()))
        holding = [name for name in inner if any(owner.listed or owner.by_system for owner in inner[name].values())]
        # Sections are most of their folder, and nobody lies beside them.
        beside = {kind: any((len(found.parts) <= len(above)) <= kind for found in known) for kind in (False, True)}
        owners: dict[Found, Owner] = {}
        for name, files in entries.items():
            packed = (*above, name) in self._walk.archives
            if wrapper:
                opened = self._is_wrapper(inner[name])
            elif downloads:
                opened = True
            elif not self._directory.everybody():
                opened = False
            else:
                opened = name in holding and 2 * len(holding) >= len(entries) and not beside[packed]
            if opened:
                owners.update(inner[name])
            else:
                person = _someone(self._student(name))
                owners.update({found: Owner((person,), found.name, depth=depth) for found in files})
        return owners

    def _is_wrapper(self, inner: dict[Found, Owner]) -> bool:
        """Whether the only folder here is around a class: several people, or one who is known, are in it."""
        people = {owner.people for owner in inner.values()}
        if any(owner.listed or owner.by_system for owner in inner.values()):
            return True
        return len(people) > 1 and () not in people

    # --- names ---------------------------------------------------------------------------------------------

    def _people(self, form: Form, above: tuple[str, ...], name: str) -> tuple[Person, ...]:
        """Whom a form names. A team of Moodle's "Group-Name" is the student of that name, if the roster has one."""
        person = form.person
        if person.participant:
            for tail in (person.name, *_tails(person.name)):
                if self._fits(tail):
                    return (replace(_someone(tail), participant=person.participant),)
        if person.login and (login := self._login_before(name)):
            return (replace(_someone(login), login=login),)
        known = self._directory.fitting(person)
        listed = () if known else self._mentions.people(person.name)
        return tuple(entry.known_by(person) for entry in listed) or (person,)

    def _login_before(self, name: str) -> str:
        """The roster's login before Blackboard's ``_attempt_``, the longest there is: it may hold underscores."""
        words = re.split(r"_attempt_\d{4}-", name, maxsplit=1)[0].split("_")
        tails = ["_".join(words[place:]) for place in range(len(words))]
        return next((tail for tail in tails if len(self._directory.by_login(tail)) == 1), "")

    def _described(self, above: tuple[str, ...]) -> dict[str, Submission]:
        """What the description of a Gradescope export says of the folders beside it."""
        if above not in self._metadata:
            path = self._walk.metadata.get(above)
            self._metadata[above], problem = read_metadata(path) if path else ({}, "")
            if path and problem:
                self.told.append((shown_path("/".join((*above, path.name))), problem))
        return self._metadata[above]

    def _fits(self, name: str) -> bool:
        return len(self._directory.fitting(_someone(name))) == 1

    def _on_roster(self, name: str) -> tuple[Person, ...]:
        """The people of the roster whom a name says: as a whole, without its task, or within it."""
        if not self._directory.everybody():
            return ()
        for text in (name, self._student_in_file(f"{name}.py")):
            fitting = self._directory.fitting(_someone(text)) if text else []
            if len(fitting) == 1:
                return (fitting[0],)
        return self._mentions.people(name)

    def _student_in_folder(self, part: str) -> str:
        """The student's name in a folder's; empty where it names a task alone."""
        return _student(f"{part}.py", self._tasks) if task_in_name(f"{part}.py", self._tasks) else part

    def _student_of_file(self, name: str) -> str:
        plain = without_number(name)
        lost = task_in_name(name, self._tasks) is not None and task_in_name(plain, self._tasks) is None
        return _student(name if lost else plain, self._tasks)

    def _note_unknown_form(self, files: list[Found], owners: dict[Found, Owner]) -> None:
        """Say that a roster is needed if most names have one form that is not known."""
        if self._directory.everybody():
            return
        shapes: dict[str, list[str]] = defaultdict(list)
        for found in files:
            owner = owners[found]
            part = found.parts[owner.depth - 1] if owner.depth else found.name
            if owner.people and not owner.by_system:
                shapes[_shape(part)].append(part)
        shape, names = max(shapes.items(), key=lambda item: len(item[1]), default=("", []))
        if 2 * len(names) > len(files) and len(set(names)) > 1 and shape.count("9") and len(shape) > 6:
            self.note = say(
                "Most names here have a form that the grader does not know, such as {name}. "
                "With --roster it finds the students in them.",
                name=shown_path(names[0])[:120],
            )

    # --- GitHub Classroom ------------------------------------------------------------------------------------

    def _repositories(self, above: tuple[str, ...], folders: list[str]) -> dict[str, str]:
        """GitHub Classroom's ``assignment-student`` folders in one folder -> the student.

        Side by side, each with a name of its own: else they are what students keep inside their folders.
        """
        names = sorted(name for name in folders if (*above, name) in self._clones)
        if not names or 2 * len(names) < len(folders) or (len(names) == 1 and above and len(folders) > 1):
            return {}
        plain = {name: _student(f"{name}.py", self._tasks) for name in names}
        if all(student and student != name for name, student in plain.items()):
            return plain  # the assignment is called like a task
        assignment = _assignment_of(above[-1] if above else self._called, names)
        return {name: self._login(name) or name[len(assignment) :] or name for name in names}

    def _assignments(self, entries: dict[str, list[Found]], depth: int) -> set[str]:
        """Folders that hold clones alone: one for each assignment, as GitHub's own command line calls them, or all here."""
        clones: dict[str, set[str]] = {}
        for name, files in entries.items():
            inside = {found.parts[depth + 1] if len(found.parts) > depth + 1 else "" for found in files}
            if all((*files[0].parts[: depth + 1], folder) in self._clones for folder in inside):
                clones[name] = inside
        named = {
            name
            for name, inside in clones.items()
            if name.endswith("-submissions") and all(one.startswith(name.removesuffix("submissions")) for one in inside)
        }
        together = [one for inside in clones.values() for one in inside]
        all_here = len(clones) == len(entries) and min(map(len, clones.values()), default=0) > 1
        # Of equal names they are what students keep in their folders.
        return set(clones) if all_here and len(set(together)) == len(together) else named

    def _login(self, repository: str) -> str:
        """The roster's login at the end of a repository's name."""
        return next((tail for tail in _tails(repository) if len(self._directory.by_login(tail)) == 1), "")


def _is_download(owners: dict[Found, Owner]) -> bool:
    """Whether a system's forms name the owners of all files, and more than one person."""
    return all(owner.by_system for owner in owners.values()) and len({owner.people for owner in owners.values()}) > 1


def _student(name: str, tasks: list[Task]) -> str:
    """The student in a file's name; ``zoe.task.3.py`` is written like ``zoe_task3.py``."""
    return student_of(re.sub(r"(?i)(task)[\s._-]+(\d)", r"\1\2", split_ending(name)[0]) + ".py", tasks)


def _shape(name: str) -> str:
    """A name's form: 9 for a number, a for words."""
    shape = re.sub(r"\d+", "9", re.sub(r"(?i)(task)[\s._-]*\d+", "a", split_ending(name)[0] or name))
    return re.sub(r"a(?:[\s'.]*a)+", "a", re.sub(r"[^\W\d_]+", "a", shape))


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
