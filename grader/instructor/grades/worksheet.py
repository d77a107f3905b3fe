"""Grades written into a file that the instructor downloaded from Canvas or Moodle.

Filling that file is the safest way back: its rows are the system's own people, its headers are in the
system's own language, and whatever else stands in it comes out as it was. Facts about both forms:
instructure/canvas-lms ``lib/gradebook_importer.rb`` and moodle/moodle
``mod/assign/feedback/offline/importgradeslib.php``.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.files import replaced
from grader.base.language import say
from grader.instructor.grades.gradebook import Gradebook, Row
from grader.instructor.intake.headers import GRADE
from grader.instructor.intake.people import Directory, Person
from grader.submission.names import task_in_name
from grader.task.declaration import Task

_MOST = ("maximum grade", "maximalbewertung", "note maximale", "calificación máxima")
_LOCKED = ("no", "nein", "non", "nee")


@dataclass
class Filled:
    """``missing`` are people with a grade and no row, ``skipped`` rows that are locked or excused,
    ``twice`` people of whom several fit one row.
    """

    path: Path
    grades: int = 0
    missing: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)


@dataclass
class _Table:
    header: list[str]
    rows: list[list[str]]
    delimiter: str

    def column(self, *titles: str) -> int:
        """The place of the first header that is one of the titles; -1 where there is none."""
        return next((i for i, title in enumerate(self.header) if title.strip().casefold() in titles), -1)

    def number(self, value: float) -> str:
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.delimiter == ";" else text


def fill_canvas(book: Gradebook, template: Path, target: Path, tasks: list[Task]) -> Filled:
    """Fill the assignment columns of a gradebook that Canvas exported."""
    table = _read(template)
    if len(table.header) < 4 or ("Student" not in table.header[0] and "Name" not in table.header[0]):
        raise UsageError(
            say(
                "{template} is no gradebook of Canvas: its header is {header}.",
                template=template,
                header=", ".join(table.header[:4]),
            )
        )
    columns = _assignments(table, book, tasks)
    if not columns:
        raise UsageError(
            say(
                "{template} has no assignment called like one of {tasks} or its title.",
                template=template,
                tasks=", ".join(book.tasks),
            )
        )
    where = {name: table.column(*titles) for name, titles in _CANVAS.items()}
    most = next((row for row in table.rows if "Points Possible" in row[0]), None)
    people = [
        _canvas_person(number, row, where)
        for number, row in enumerate(table.rows)
        if row[0].strip() and "Points Possible" not in row[0]
    ]
    filled = Filled(target)
    for row, line in _matched(book.rows, people, filled):
        for task, column in columns.items():
            if table.rows[line][column].strip().upper() == "EX":
                filled.skipped.append(row.person.name)
            elif (points := _points(row, task, _maximum(most, column))) is not None:
                table.rows[line][column] = table.number(points)
                filled.grades += 1
    return _write(table, filled)


_CANVAS = {
    "name": ("student", "student name"),
    "last": ("lastname",),
    "first": ("firstname",),
    "id": ("id",),
    "sis": ("sis user id",),
    "login": ("sis login id",),
}


def _canvas_person(number: int, row: list[str], where: dict[str, int]) -> Person:
    cells = {name: row[place].strip() if place >= 0 else "" for name, place in where.items()}
    name = cells["name"] or f"{cells['first']} {cells['last']}".strip()
    return Person(str(number), name, email=cells["login"], id=cells["sis"], login=cells["login"], canvas=cells["id"])


def _assignments(table: _Table, book: Gradebook, tasks: list[Task]) -> dict[str, int]:
    """task -> its column: ``task3``, ``Hidden layers (123)`` or whatever names the task."""
    found: dict[str, int] = {}
    titles = {task.title.casefold(): task for task in tasks}
    for place, header in enumerate(table.header):
        plain = re.sub(r"\s*\(\d+\)\s*$", "", header).strip()
        task = titles.get(plain.casefold()) or task_in_name(f"{plain}.py", tasks)
        if task is not None and task.name in book.tasks:
            found.setdefault(task.name, place)
    return found


def _maximum(row: list[str] | None, column: int) -> float | None:
    try:
        return float(row[column].replace(",", ".")) if row is not None else None
    except ValueError:  # blank, or read-only
        return None


def fill_moodle(book: Gradebook, template: Path, target: Path, tasks: list[Task], only: str = "") -> Filled:
    """Fill the column of grades in an assignment's grading worksheet that Moodle exported.

    Moodle reads it with commas between cells, whatever a spreadsheet has made of it since.
    """
    table = replace(_read(template), delimiter=",")
    grade, most = table.column(*GRADE), table.column(*_MOST)
    if grade < 0:
        raise UsageError(
            say(
                "{template} has no column called Grade; its header is {header}.",
                template=template,
                header=", ".join(table.header),
            )
        )
    task = only or _task_of(book, template, tasks)
    name = table.column("full name", "vollständiger name", "nom complet", "nombre completo", "imię i nazwisko")
    email, locked = (
        table.column("email address", "e-mail-adresse", "adres e-mail"),
        table.column("grade can be changed"),
    )
    number = table.column("id number", "id-nummer", "numer id")
    people = []
    for place, line in enumerate(table.rows):
        participant = "".join(re.findall(r"\d+", line[0]))
        shown, address, id = (line[column] if column >= 0 else "" for column in (name, email, number))
        people.append(Person(str(place), shown, address, id, participant=participant))
    filled = Filled(target)
    graded = [row for row in book.rows if task in row.grades]
    known = [Row(replace(row.person, participant=row.grades[task].participant), row.grades) for row in graded]
    for row, place in _matched(known, people, filled):
        cells = table.rows[place]
        if locked >= 0 and cells[locked].strip().casefold() in _LOCKED:
            filled.skipped.append(row.person.name)
        elif (points := _points(row, task, _maximum(cells, most) if most >= 0 else None)) is not None:
            cells[grade] = table.number(points)
            filled.grades += 1
    return _write(table, filled)


def _task_of(book: Gradebook, template: Path, tasks: list[Task]) -> str:
    """The task of a worksheet: the only one there is, or the one in the file's name."""
    if len(book.tasks) == 1:
        return next(iter(book.tasks))
    named = task_in_name(template.name, tasks)
    if named is None or named.name not in book.tasks:
        raise UsageError(
            say("A worksheet is for one assignment: say with --task which of {tasks}.", tasks=", ".join(book.tasks))
        )
    return named.name


def _points(row: Row, task: str, most: float | None) -> float | None:
    """The grade, on the scale of the system's own maximum; none where we have none to give."""
    grade = row.grades.get(task)
    if grade is None or grade.status == "grader_fault":
        return None
    return grade.points if not most or not grade.max_points else grade.points * most / grade.max_points


def _matched(rows: Iterable[Row], people: list[Person], filled: Filled) -> Iterable[tuple[Row, int]]:
    """(gradebook's row, the template's line) of who is in both; the others are noted."""
    directory = Directory(people)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.grades:
            entry = directory.entry(row.person)
            if entry is row.person:
                filled.missing.append(row.person.name)
            else:
                found[entry.key].append(row)
    for line, fitting in found.items():
        if len(fitting) > 1:
            filled.twice += [row.person.name for row in fitting]
        else:
            yield fitting[0], int(line)


def _read(path: Path) -> _Table:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(say("{path} cannot be read: {error}.", path=path, error=error)) from error
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    if not rows or not rows[0]:
        raise UsageError(say("{path} is empty.", path=path))
    width = len(rows[0])
    return _Table(rows[0], [row + [""] * (width - len(row)) for row in rows[1:] if row], delimiter)


def _write(table: _Table, filled: Filled) -> Filled:
    with replaced(filled.path) as part, part.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=table.delimiter).writerows([table.header, *table.rows])
    return filled
