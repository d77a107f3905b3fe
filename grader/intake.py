"""Reads a folder of submissions as instructors have them: which file is whose, for which task.

Understood are: a folder per student; a flat folder of ``student_task3.py``; a folder per task; the
downloads of Moodle, Canvas and Gradescope; GitHub Classroom clones (a folder per repository); and a
ZIP or tar of any of these. What cannot be assigned is listed with the reason, never dropped.
"""

from __future__ import annotations

import csv
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader import archive
from grader.errors import UsageError
from grader.submission import student_of, task_in_name
from grader.task import Task
from grader.text import clean

_IGNORED_FOLDERS = {
    "__pycache__",
    "__MACOSX",
    ".ipynb_checkpoints",
    ".git",
    ".github",
    ".venv",
    "venv",
    "node_modules",
    ".idea",
    ".vscode",
}
_MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_\w*$")
_GRADESCOPE = re.compile(r"^submission_(?P<id>\d+)$")
_CANVAS = re.compile(r"^(?P<name>[^_]+)(?P<late>_LATE)?_(?P<id>\d+)_(?P<submission>\d+)_(?P<file>.+)$", re.IGNORECASE)
_RESUBMISSION = re.compile(r"-(?P<number>\d{1,3})$")


@dataclass(frozen=True)
class Person:
    """Someone who handed in, or should have. ``key`` is what identifies them within a batch."""

    key: str
    name: str
    email: str = ""
    id: str = ""
    login: str = ""


@dataclass(frozen=True)
class Handed:
    """One file that was handed in: whose, for which task, and which attempt it is.

    ``source`` is its path in the folder, for people to read; ``submitted`` is seconds since the epoch.
    """

    path: Path
    source: str
    person: Person
    task: Task
    attempt: int = 0
    late: bool = False
    submitted: float = 0.0


@dataclass
class Reading:
    """What was understood of a folder."""

    handed: list[Handed] = field(default_factory=list)
    unassigned: list[tuple[str, str]] = field(default_factory=list)
    roster: list[Person] = field(default_factory=list)

    def people(self) -> list[Person]:
        """Everybody, those on the roster who handed in nothing included, by name."""
        known = {person.key: person for person in self.roster}
        for item in self.handed:
            known.setdefault(item.person.key, item.person)
        return sorted(known.values(), key=lambda person: (person.name.casefold(), person.key))

    def current(self) -> list[Handed]:
        """The newest attempt of each person at each task."""
        newest: dict[tuple[str, str], Handed] = {}
        for item in sorted(self.handed, key=_age):
            newest[item.person.key, item.task.name] = item
        return sorted(
            newest.values(), key=lambda item: (item.task.number, item.person.name.casefold(), item.person.key)
        )


def _age(item: Handed) -> tuple[int, float, str]:
    return item.attempt, item.submitted, item.source


def read_folder(
    folder: Path, tasks: list[Task], only: Task | None = None, roster: Path | None = None, unpack_to: Path | None = None
) -> Reading:
    """Read a folder or an archive. ``only`` is the task that all files are for, where it is known.

    Archives are unpacked under ``unpack_to``. Raises UsageError where there is nothing to read.
    """
    reading = Reading(roster=read_roster(roster) if roster else [])
    if folder.is_file():
        if not archive.is_archive(folder):
            raise UsageError(f"{folder} is a file. Name a folder of submissions, or a ZIP or tar of one.")
        if unpack_to is None:
            raise UsageError(f"{folder} is an archive, and there is no place to unpack it to.")
        unpacked = archive.unpack(folder, unpack_to / "archive")
        reading.unassigned += [(clean(name), reason) for name, reason in unpacked.left_out]
        folder = unpacked.folder
    if not folder.is_dir():
        raise UsageError(f"There is no folder {folder}.")
    files = list(_files(folder, reading, unpack_to))
    _assign(folder, files, tasks, only, reading)
    if reading.roster:
        reading.handed = [replace(item, person=_on_roster(item.person, reading.roster)) for item in reading.handed]
    return reading


# --- which files ---------------------------------------------------------------------------------------


def _files(folder: Path, reading: Reading, unpack_to: Path | None, within: tuple[str, ...] = ()) -> Iterable[_Found]:
    """Every .py and .ipynb under ``folder``; archives of single students are unpacked once."""
    for place, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _IGNORED_FOLDERS and not name.startswith("."))
        parts = (*within, *Path(place).relative_to(folder).parts)
        for name in sorted(names):
            path = Path(place, name)
            shown = clean("/".join((*parts, name)))
            if name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file():
                reading.unassigned.append((shown, "a link or a device, not a file"))
            elif name.lower().endswith((".py", ".ipynb")):
                yield _Found(path, parts, name, shown)
            elif archive.is_archive(path) and not within and unpack_to is not None:
                yield from _inner_archive(path, parts, name, shown, reading, unpack_to)


def _inner_archive(
    path: Path, parts: tuple[str, ...], name: str, shown: str, reading: Reading, unpack_to: Path
) -> Iterable[_Found]:
    from hashlib import sha256

    target = unpack_to / "inner" / sha256(shown.encode()).hexdigest()[:16]
    try:
        unpacked = archive.unpack(path, target, max_files=2_000, max_total=512 << 20)
    except UsageError as error:
        reading.unassigned.append((shown, str(error)))
        return
    reading.unassigned += [(f"{shown}/{clean(inner)}", reason) for inner, reason in unpacked.left_out]
    yield from _files(unpacked.folder, reading, None, within=(*parts, name.partition(".")[0]))


@dataclass(frozen=True)
class _Found:
    path: Path
    parts: tuple[str, ...]
    name: str
    shown: str


# --- whose, and for what ---------------------------------------------------------------------------------


def _assign(folder: Path, files: list[_Found], tasks: list[Task], only: Task | None, reading: Reading) -> None:
    metadata = _gradescope_metadata(folder)
    repositories = _repository_names(folder, files)
    files = _without_wrapper(files, tasks)
    by_person: dict[str, list[tuple[_Found, Person, Task | None, int, bool]]] = defaultdict(list)
    for found in files:
        person, file_name, late = _person(found, tasks, metadata, repositories)
        if person is None:
            reading.unassigned.append((found.shown, "the name of no student is in its path"))
            continue
        task = task_in_name(file_name, tasks) or _task_folder(found.parts, tasks)
        stem, attempt = _attempt(file_name)
        by_person[person.key].append((found, person, task or task_in_name(stem, tasks), attempt, late))
    for rows in by_person.values():
        unnamed = [row for row in rows if row[2] is None]
        named = any(row[2] is not None and (only is None or row[2].name == only.name) for row in rows)
        for found, person, task, attempt, late in rows:
            if task is None and only is not None and not named and len(unnamed) == 1:
                task = only
            if task is None:
                reading.unassigned.append(
                    (found.shown, "its name says no task" + ("" if only else "; name one with --task"))
                )
            elif only is not None and task.name != only.name:
                reading.unassigned.append((found.shown, f"it is for {task.name}, and {only.name} is being graded"))
            else:
                reading.handed.append(
                    Handed(found.path, found.shown, person, task, attempt, late, found.path.stat().st_mtime)
                )


def _person(
    found: _Found, tasks: list[Task], metadata: dict[str, Person], repositories: dict[str, str]
) -> tuple[Person | None, str, bool]:
    """(whose it is, the file's own name without the system's marks, whether it is marked late)."""
    for part in found.parts:
        if match := _MOODLE.match(part):
            return _someone(match["name"], id=match["id"]), found.name, False
        if match := _GRADESCOPE.match(part):
            return metadata.get(part) or Person(part, f"submission {match['id']}", id=match["id"]), found.name, False
    if match := _CANVAS.match(found.name):
        return _someone(match["name"], id=match["id"]), match["file"], bool(match["late"])
    for part in found.parts:
        if part in repositories:
            return _someone(repositories[part], login=repositories[part]), found.name, False
    for part in found.parts:
        if not _names_only_task(part, tasks):
            return _someone(part), found.name, False
    name = student_of(found.name)
    return (_someone(name) if name else None), found.name, False


def _someone(name: str, id: str = "", login: str = "") -> Person:
    shown = clean(name.replace("_", " ")).strip()[:100]
    return Person(re.sub(r"[\s_]+", " ", shown).casefold() + (f"#{id}" if id else ""), shown, id=id, login=login)


def _names_only_task(part: str, tasks: list[Task]) -> bool:
    return task_in_name(f"{part}.py", tasks) is not None and not student_of(f"{part}.py")


def _task_folder(parts: tuple[str, ...], tasks: list[Task]) -> Task | None:
    for part in reversed(parts):
        if task := task_in_name(f"{part}.py", tasks):
            return task
    return None


def _attempt(name: str) -> tuple[str, int]:
    """The name without a resubmission's ``-1``, and its number."""
    stem, dot, suffix = name.rpartition(".")
    match = _RESUBMISSION.search(stem)
    return (f"{stem[: match.start()]}{dot}{suffix}", int(match["number"])) if match else (name, 0)


def _without_wrapper(files: list[_Found], tasks: list[Task]) -> list[_Found]:
    """Drop a folder that is around everything (an archive's own), where names are left inside it."""
    while files:
        first = files[0].parts[:1]
        wrapper = first and all(found.parts[:1] == first for found in files)
        if not wrapper or _MOODLE.match(first[0]) or _GRADESCOPE.match(first[0]):
            return files
        inner = [replace(found, parts=found.parts[1:]) for found in files]
        names = {_person(found, tasks, {}, {})[0] for found in inner}
        if None in names or (len(names) == 1 and not _names_only_task(first[0], tasks)):
            return files
        if _names_only_task(first[0], tasks):
            return files  # it says the task; the student is further in
        files = inner
    return files


def _repository_names(folder: Path, files: list[_Found]) -> dict[str, str]:
    """GitHub Classroom's ``assignment-student`` folders -> the student."""
    tops = sorted({found.parts[0] for found in files if found.parts})
    repositories = [top for top in tops if (folder / top / ".git").exists()]
    if len(repositories) < 2:
        return {name: name for name in repositories}
    prefix = os.path.commonprefix(repositories)  # noqa: RUF071 - of the names, letter by letter
    prefix = prefix[: prefix.rfind("-") + 1]
    return {name: name[len(prefix) :] or name for name in repositories}


def _gradescope_metadata(folder: Path) -> dict[str, Person]:
    """``submission_metadata.yml`` of a Gradescope export: submission folder -> its first submitter."""
    paths = sorted(folder.glob("submission_metadata.y*ml")) or sorted(folder.glob("*/submission_metadata.y*ml"))
    if not paths:
        return {}
    import yaml

    try:
        content = yaml.safe_load(paths[0].read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(f"{paths[0]} cannot be read: {error}.") from error
    people = {}
    for name, entry in content.items() if isinstance(content, dict) else []:
        submitters = entry.get(":submitters") or entry.get("submitters") if isinstance(entry, dict) else None
        if isinstance(submitters, list) and submitters and isinstance(submitters[0], dict):
            first = {str(key).lstrip(":"): clean(str(value)) for key, value in submitters[0].items()}
            email, identity = first.get("email", ""), first.get("sid", "")
            shown = first.get("name") or email or str(name)
            people[str(name)] = Person(identity or email or str(name), shown, email, identity)
    return people


# --- the roster ------------------------------------------------------------------------------------------

_COLUMNS = {
    "name": ("name", "student", "student name", "full name", "fullname"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "mail"),
    "id": ("id", "sid", "student id", "sis user id", "id number", "idnumber", "user id"),
    "login": ("login", "username", "user name", "sis login id", "github", "github username"),
}


def read_roster(path: Path) -> list[Person]:
    """A CSV of names, emails and ids, with a header of the usual column names. Raises UsageError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The roster {path} cannot be read: {error}.") from error
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    rows = [[clean(cell).strip() for cell in row] for row in csv.reader(text.splitlines(), dialect) if any(row)]
    if not rows:
        raise UsageError(f"The roster {path} is empty.")
    where = {
        field_name: next((i for i, title in enumerate(rows[0]) if title.casefold() in titles), -1)
        for field_name, titles in _COLUMNS.items()
    }
    if where["name"] < 0 and (where["first"] < 0 or where["last"] < 0) and where["email"] < 0:
        raise UsageError(f"The roster {path} has no column called name or email; its header is {', '.join(rows[0])}.")
    return [_row_person(row, where) for row in rows[1:]]


def _row_person(row: list[str], where: dict[str, int]) -> Person:
    def cell(name: str) -> str:
        return row[where[name]] if 0 <= where[name] < len(row) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip() or cell("email")
    return Person(cell("id") or cell("email") or name.casefold(), name, cell("email"), cell("id"), cell("login"))


def _on_roster(person: Person, roster: list[Person]) -> Person:
    """The roster's entry for a person that a file names, by id, login, email or name in any order."""
    mine = {word for word in (person.id, person.login, person.email) if word}
    for entry in roster:
        if mine & {word for word in (entry.id, entry.login, entry.email) if word}:
            return entry
    squeezed = _squeezed(person.name)
    for entry in roster:
        words = entry.name.split()
        names = {
            _squeezed(entry.name),
            _squeezed("".join(reversed(words))),
            _squeezed("".join(words[-1:] + words[:-1])),
        }
        if squeezed in names or squeezed in {_squeezed(entry.login), _squeezed(entry.email.partition("@")[0])} - {""}:
            return entry
    return person


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
