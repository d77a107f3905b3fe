"""Reads a folder of submissions as instructors have them: which file is whose, for which task.

Understood are: a folder per student; a flat folder of ``student_task3.py``; a folder per task; the
downloads of Moodle, Canvas and Gradescope; GitHub Classroom clones (a folder per repository); and a
ZIP or tar of any of these. What cannot be assigned is listed with the reason, never dropped.
"""

from __future__ import annotations

import csv
import datetime
import hashlib
import io
import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader import archive
from grader.errors import UsageError
from grader.submission import student_of, task_in_name
from grader.task import Task
from grader.text import clean
from grader.words import say

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
_MOODLE_FLAT = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)_(?P<file>.+)$")
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
    called = archive.stem(folder.name) if folder.is_file() else folder.resolve().name
    if unpack_to is not None:
        archive.remove(unpack_to)  # of an earlier version of the archive
    if folder.is_file():
        if not archive.is_archive(folder):
            raise UsageError(
                say("{folder} is a file. Name a folder of submissions, or a ZIP or tar of one.", folder=folder)
            )
        if unpack_to is None:
            raise UsageError(say("{folder} is an archive, and there is no place to unpack it to.", folder=folder))
        unpacked = archive.unpack(folder, unpack_to / "archive")
        reading.unassigned += [(clean(name), reason) for name, reason in unpacked.left_out]
        folder = unpacked.folder
    if not folder.is_dir():
        raise UsageError(say("There is no folder {folder}.", folder=folder))
    files = list(_files(folder, reading, unpack_to))
    _assign(folder, called, files, tasks, only, reading)
    if reading.roster:
        listed = Directory(reading.roster)
        reading.handed = [replace(item, person=listed.entry(item.person)) for item in reading.handed]
    return reading


# --- which files ---------------------------------------------------------------------------------------


# Beside a solution these are its data, its description or a tool's own; anything else is listed.
_BESIDE = re.compile(
    r"(?i)\.(csv|tsv|npz?|npy|h5|keras|json|ya?ml|toml|cfg|ini|lock|md|rst|png|jpe?g|gif|svg|pyc|sh)$"
    r"|^(licen[cs]e|readme|requirements|makefile|dockerfile)(\.\w+)?$"
)


def _files(folder: Path, reading: Reading, unpack_to: Path | None, within: tuple[str, ...] = ()) -> Iterable[_Found]:
    """Every .py and .ipynb under ``folder``; archives of single students are unpacked once."""

    def unreadable(error: OSError) -> None:
        reading.unassigned.append(
            (clean(str(error.filename)), say("cannot be read: {strerror}", strerror=error.strerror))
        )

    for place, folders, names in os.walk(folder, onerror=unreadable, followlinks=False):
        folders[:] = sorted(name for name in folders if name not in _IGNORED_FOLDERS and not name.startswith("."))
        parts = (*within, *Path(place).relative_to(folder).parts)
        links = [name for name in folders if os.path.islink(os.path.join(place, name))]
        for name in sorted([*names, *links]):
            path = Path(place, name)
            shown = _shown("/".join((*parts, name)))
            if name.startswith("."):
                continue
            if path.is_symlink() or not path.is_file():
                reading.unassigned.append((shown, say("a link or a device, not a file")))
            elif name.lower().endswith((".py", ".ipynb")):
                yield _Found(path, parts, name, shown)
            elif not archive.is_archive(path):
                if not _BESIDE.search(name):
                    reading.unassigned.append((shown, say("neither a Python file nor a notebook")))
            elif within or unpack_to is None:
                reading.unassigned.append((shown, say("an archive inside an archive")))
            else:
                yield from _inner_archive(path, parts, name, shown, reading, unpack_to)


def _shown(path: str) -> str:
    """A path for people to read. Two paths never look the same: what had to be altered gets a mark."""
    text = clean(path)
    if text == path:
        return text
    return f"{text}~{hashlib.sha256(path.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def _inner_archive(
    path: Path, parts: tuple[str, ...], name: str, shown: str, reading: Reading, unpack_to: Path
) -> Iterable[_Found]:
    target = unpack_to / "inner" / hashlib.sha256(shown.encode()).hexdigest()[:16]
    try:
        unpacked = archive.unpack(path, target, max_files=2_000, max_total=512 << 20)
    except UsageError as error:
        reading.unassigned.append((shown, str(error)))
        return
    reading.unassigned += [(f"{shown}/{clean(inner)}", reason) for inner, reason in unpacked.left_out]
    yield from _files(unpacked.folder, reading, None, within=(*parts, archive.stem(name)))


@dataclass(frozen=True)
class _Found:
    path: Path
    parts: tuple[str, ...]
    name: str
    shown: str


# --- whose, and for what ---------------------------------------------------------------------------------


def _assign(
    folder: Path, called: str, files: list[_Found], tasks: list[Task], only: Task | None, reading: Reading
) -> None:
    metadata = _gradescope_metadata(folder)
    repositories = _repository_names(folder, files)
    files = _without_wrapper(files, tasks)
    owners = [_people(found, tasks, metadata, repositories) for found in files]
    if files and not any(owner.people for owner in owners) and (alone := _someone(student_of(f"{called}.py"))).name:
        owners = [replace(owner, people=(alone,)) for owner in owners]  # one student's own folder
    by_person: dict[str, list[tuple[_Found, Person, _Owner, Task | None, int]]] = defaultdict(list)
    for found, owner in zip(files, owners):
        if not owner.people:
            reading.unassigned.append((found.shown, say("the name of no student is in its path")))
            continue
        task, attempt = _task_and_attempt(owner.file, tasks)
        task = task or _task_folder(found.parts, tasks)
        for person in owner.people:
            by_person[person.key].append((found, person, owner, task, attempt))
    for rows in by_person.values():
        unnamed = [row for row in rows if row[3] is None]
        named = any(row[3] is not None and (only is None or row[3].name == only.name) for row in rows)
        lonely = len({_without_number(row[2].file) for row in unnamed}) == 1
        for found, person, owner, task, attempt in rows:
            if task is None and only is not None and not named and lonely:
                task = only
            if task is None:
                reading.unassigned.append(
                    (found.shown, say("its name says no task") + ("" if only else say("; name one with --task")))
                )
            elif only is not None and task.name != only.name:
                reading.unassigned.append(
                    (found.shown, say("it is for {name}, and {name2} is being graded", name=task.name, name2=only.name))
                )
            else:
                submitted = owner.submitted or found.path.stat().st_mtime
                reading.handed.append(Handed(found.path, found.shown, person, task, attempt, owner.late, submitted))


@dataclass(frozen=True)
class _Owner:
    """Whose a file is (a group hands in together), and its name without the system's marks."""

    people: tuple[Person, ...]
    file: str
    late: bool = False
    submitted: float = 0.0


def _people(
    found: _Found,
    tasks: list[Task],
    metadata: dict[str, tuple[tuple[Person, ...], float]],
    repositories: dict[str, str],
) -> _Owner:
    for part in found.parts:
        if match := _MOODLE.match(part):
            return _Owner((_someone(match["name"], id=match["id"]),), found.name)
        if match := _GRADESCOPE.match(part):
            alone = Person(part, say("submission {id}", id=match["id"]), id=match["id"])
            people, submitted = metadata.get(part, ((alone,), 0.0))
            return _Owner(people, found.name, submitted=submitted)
    if match := _MOODLE_FLAT.match(found.name):
        return _Owner((_someone(match["name"], id=match["id"]),), match["file"])
    if match := _CANVAS.match(found.name):
        return _Owner((_someone(match["name"], id=match["id"]),), match["file"], bool(match["late"]))
    for part in found.parts:
        if part in repositories:
            return _Owner((_someone(repositories[part], login=repositories[part]),), found.name)
    for part in found.parts:
        if not _names_only_task(part, tasks):
            name = student_of(f"{part}.py") if task_in_name(f"{part}.py", tasks) else part
            return _Owner((_someone(name),), found.name)
    name = student_of(_without_number(found.name))
    return _Owner((_someone(name),) if name else (), found.name)


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


def _without_number(name: str) -> str:
    """The name without a resubmission's ``-1``."""
    stem, dot, suffix = name.rpartition(".")
    return f"{_RESUBMISSION.sub('', stem)}{dot}{suffix}"


def _task_and_attempt(name: str, tasks: list[Task]) -> tuple[Task | None, int]:
    """``task3-1.py`` is task 3 handed in again; ``task-3.py`` is task 3 for the first time."""
    match = _RESUBMISSION.search(name.rpartition(".")[0])
    task = task_in_name(name, tasks)
    if match is None or (task is not None and task_in_name(_without_number(name), tasks) is None):
        return task, 0
    return task, int(match["number"])


def _without_wrapper(files: list[_Found], tasks: list[Task]) -> list[_Found]:
    """Drop folders that are around everything (an archive's own), where several names are left inside."""
    inner = files
    while inner:
        people = {_people(found, tasks, {}, {}).people for found in inner}
        if len(people) > 1:
            return inner if () not in people else files
        first = inner[0].parts[:1]
        wrapper = first and all(found.parts[:1] == first for found in inner)
        if not wrapper or _MOODLE.match(first[0]) or _GRADESCOPE.match(first[0]) or _names_only_task(first[0], tasks):
            return files
        inner = [replace(found, parts=found.parts[1:]) for found in inner]
    return files


def _repository_names(folder: Path, files: list[_Found]) -> dict[str, str]:
    """GitHub Classroom's ``assignment-student`` folders -> the student."""
    repositories = sorted({part for found in files for part in found.parts[:2] if _is_clone(folder, found, part)})
    prefix = os.path.commonprefix(repositories) if len(repositories) > 1 else ""  # noqa: RUF071 - letter by letter
    prefix = prefix[: prefix.rfind("-") + 1]
    plain = {name: student_of(f"{name}.py") for name in repositories}
    if all(found and found != name for name, found in plain.items()):
        return plain  # the assignment is called like a task
    return {name: name[len(prefix) :] or name for name in repositories}


def _is_clone(folder: Path, found: _Found, part: str) -> bool:
    place = folder.joinpath(*found.parts[: found.parts.index(part) + 1])
    return (place / ".git").exists()


def _gradescope_metadata(folder: Path) -> dict[str, tuple[tuple[Person, ...], float]]:
    """``submission_metadata.yml`` of a Gradescope export: submission folder -> (submitters, when)."""
    paths = sorted(folder.glob("submission_metadata.y*ml")) or sorted(folder.glob("*/submission_metadata.y*ml"))
    if not paths:
        return {}
    import yaml

    try:
        content = yaml.safe_load(paths[0].read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise UsageError(say("{paths} cannot be read: {error}.", paths=paths[0], error=error)) from error
    found = {}
    for name, entry in content.items() if isinstance(content, dict) else []:
        if not isinstance(entry, dict):
            continue
        entry = {str(key).lstrip(":"): value for key, value in entry.items()}
        submitters = entry.get("submitters")
        people = [_submitter(person) for person in submitters] if isinstance(submitters, list) else []
        if known := tuple(person for person in people if person is not None):
            found[str(name)] = (known, _seconds(entry.get("created_at")))
    return found


def _submitter(entry: object) -> Person | None:
    if not isinstance(entry, dict):
        return None
    fields = {str(key).lstrip(":"): clean(str(value)) for key, value in entry.items() if value is not None}
    email, identity = fields.get("email", ""), fields.get("sid", "")
    shown = fields.get("name") or email or identity
    return Person(identity or email or shown.casefold(), shown, email, identity) if shown else None


def _seconds(moment: object) -> float:
    """YAML's or an ISO date with a time as seconds since the epoch; 0 where it is neither."""
    if isinstance(moment, str):
        try:
            moment = datetime.datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            return 0.0
    if not isinstance(moment, datetime.datetime):
        return 0.0
    if moment.tzinfo is None:  # PyYAML has turned it into UTC
        moment = moment.replace(tzinfo=datetime.timezone.utc)
    return moment.timestamp()


# --- the roster ------------------------------------------------------------------------------------------

_COLUMNS = {
    "name": ("name", "student", "student name", "full name", "fullname"),
    "first": ("first name", "firstname", "given name"),
    "last": ("last name", "lastname", "surname", "family name"),
    "email": ("email", "email address", "e-mail", "mail"),
    "id": ("id", "identifier", "sid", "student id", "sis user id", "id number", "idnumber", "user id"),
    "login": ("login", "username", "user name", "sis login id", "github", "github username"),
}


def read_roster(path: Path) -> list[Person]:
    """A CSV of names, emails and ids, with a header of the usual column names. Raises UsageError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("The roster {path} cannot be read: {error}.", path=path, error=error)) from error
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    rows = [
        [clean(cell).strip() for cell in row]
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        if any(row)
    ]
    if not rows:
        raise UsageError(say("The roster {path} is empty.", path=path))
    where = {
        field_name: next((i for i, title in enumerate(rows[0]) if title.casefold() in titles), -1)
        for field_name, titles in _COLUMNS.items()
    }
    if where["name"] < 0 and (where["first"] < 0 or where["last"] < 0) and where["email"] < 0:
        raise UsageError(
            say(
                "The roster {path} has no column called name or email; its header is {rows}.",
                path=path,
                rows=", ".join(rows[0]),
            )
        )
    return [_row_person(row, where) for row in rows[1:]]


def _row_person(row: list[str], where: dict[str, int]) -> Person:
    def cell(name: str) -> str:
        return row[where[name]] if 0 <= where[name] < len(row) else ""

    name = cell("name") or f"{cell('first')} {cell('last')}".strip() or cell("email")
    return Person(cell("id") or cell("email") or name.casefold(), name, cell("email"), cell("id"), cell("login"))


class Directory:
    """Finds the entry for a person among listed ones: by name in any order, then by id, login or email."""

    def __init__(self, people: list[Person]) -> None:
        self._by_name: dict[str, dict[str, Person]] = defaultdict(dict)
        self._by_mark: dict[str, dict[str, Person]] = defaultdict(dict)
        for person in people:
            words = re.split(r"[\s,]+", person.name)
            spellings = ("".join(words), "".join(reversed(words)), "".join(words[-1:] + words[:-1]))
            for spelling in (*spellings, "".join(words[1:] + words[:1])):
                self._by_name[_squeezed(spelling)][person.key] = person
            for mark in (person.id, person.login, person.email, person.email.partition("@")[0]):
                self._by_mark[mark.casefold()][person.key] = person

    def entry(self, person: Person) -> Person:
        """The one entry that fits; ``person`` itself where none does, or several."""
        marks = (person.id, person.login, person.email, person.name)
        marked = {key: entry for mark in marks if mark for key, entry in self._by_mark[mark.casefold()].items()}
        named = self._by_name[_squeezed(person.name)] if _squeezed(person.name) else {}
        both = {key: entry for key, entry in named.items() if key in marked}
        for fitting in (both, named, marked):
            if len(fitting) == 1:
                return next(iter(fitting.values()))
            if fitting:
                return person
        return person


def _squeezed(text: str) -> str:
    """Letters and digits alone, without accents: Zoë Łukasz and zoelukasz are spelled alike."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub(r"[\W_]+", "", "".join(letter for letter in plain if not unicodedata.combining(letter)))


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
