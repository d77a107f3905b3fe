"""Grades written into a file that the instructor downloaded from Canvas or Moodle.

Filling that file is the safest way back: its rows are the system's own people, its headers are in the
system's own language, and whatever else stands in it comes out as it was. Facts about both forms:
instructure/canvas-lms ``lib/gradebook_importer.rb`` and moodle/moodle
``mod/assign/feedback/offline/importgradeslib.php``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.base.errors import UsageError
from grader.base.language import say
from grader.instructor.grades.gradebook import Gradebook, Row
from grader.instructor.grades.template import Table, read_table
from grader.instructor.intake.headers import COLUMNS, GRADE, is_lock, is_maximum, is_no, plain
from grader.instructor.intake.people import Directory, Person
from grader.submission.names import task_in_name
from grader.task.declaration import Task


@dataclass
class Filled:
    """``missing`` are people with a grade and no row, ``skipped`` rows that are locked or excused,
    ``twice`` people of whom several fit one row; ``changed`` tells of each grade that was there and was another,
    ``unclear`` of each task that several columns fit equally.
    """

    path: Path
    grades: int = 0
    missing: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)

    def put(self, table: Table, cells: list[str], column: int, points: float, name: str) -> None:
        """Write a grade into a cell."""
        former, text = cells[column].strip(), table.number(points)
        self.grades += 1
        if former and table.value(former) == table.value(text):
            return  # it stays as it is written
        if former:
            self.changed.append(say("{name}: {former} → {now}", name=name, former=former, now=text))
        cells[column] = text


def fill_canvas(
    book: Gradebook, template: Path, target: Path, tasks: list[Task], only: str = "", column: str = ""
) -> Filled:
    """Fill the assignment columns of a gradebook that Canvas exported; ``column`` is the one for the task ``only``."""
    table = read_table(template)
    filled = Filled(target)
    if len(table.header) < 4 or ("Student" not in table.header[0] and "Name" not in table.header[0]):
        raise UsageError(
            say(
                "{template} is no gradebook of Canvas: its header is {header}.",
                template=template,
                header=", ".join(table.header[:4]),
            )
        )
    if only:
        book = book.only(only)
    columns = _assignments(table, book, tasks, filled)
    if column:
        columns = {_one_task(book): _named_column(table, template, column)}
    if not columns and filled.unclear:
        raise UsageError(" ".join(filled.unclear))
    if not columns:
        raise UsageError(
            say(
                "{template} has no assignment called like one of {tasks} or its title.",
                template=template,
                tasks=", ".join(book.tasks),
            )
        )
    where = {name: _column(table, titles) for name, titles in _CANVAS.items()}
    most = next((row for row in table.rows if "Points Possible" in row[0]), None)
    people = [
        _canvas_person(number, row, where)
        for number, row in enumerate(table.rows)
        if row[0].strip() and "Points Possible" not in row[0]
    ]
    for row, line in _matched(book.rows, people, filled):
        for task, place in columns.items():
            cells = table.rows[line]
            if cells[place].strip().upper() == "EX":
                filled.skipped.append(row.person.name)
            elif (points := _points(row, task, table.value(most[place]) if most else None)) is not None:
                filled.put(table, cells, place, points, row.person.name)
    table.write(target)
    return filled


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


def _assignments(table: Table, book: Gradebook, tasks: list[Task], filled: Filled) -> dict[str, int]:
    """task -> its column: the one with its title or name, else the only one that names the task."""
    found: dict[str, int] = {}
    headers = {place: _title(header) for place, header in enumerate(table.header)}
    for task in tasks:
        if task.name not in book.tasks:
            continue
        title, number = _title(task.title), f"task {task.number}"
        exact = {title, _title(task.name), _title(task.slug), number, f"{number} {title}", f"{title} {number}"}
        fitting = [place for place, header in headers.items() if header in exact]
        if not fitting:
            fitting = [place for place, header in headers.items() if _is_for(header, title, task, tasks)]
        if len(fitting) == 1:
            found[task.name] = fitting[0]
        elif fitting:
            names = ", ".join(table.header[place] for place in fitting)
            filled.unclear.append(
                say(
                    "Several columns fit {task}, so none is filled: {names}. Name one with --column.",
                    task=task.name,
                    names=names,
                )
            )
    return found


def _is_for(header: str, title: str, task: Task, tasks: list[Task]) -> bool:
    named = task_in_name(f"{header}.py", tasks)
    return named is task or (named is None and f" {title} " in f" {header} ")


def _title(header: str) -> str:
    """A column's title without the number that Canvas puts behind it; words alone."""
    text = re.sub(r"\s*\(\d+\)\s*$", "", header).casefold()
    return re.sub(r"(task) ?(\d)", r"\1 \2", re.sub(r"[\W_]+", " ", text)).strip()


def _named_column(table: Table, template: Path, column: str) -> int:
    """The column that ``--column`` names, with or without its number. Raises UsageError."""
    for text in (column.strip().casefold(), _title(column)):
        fitting = [
            place for place, header in enumerate(table.header) if text in (header.strip().casefold(), _title(header))
        ]
        if len(fitting) == 1:
            return fitting[0]
    raise UsageError(
        say(
            "{template} has no column {column}, or more than one; its columns are {names}.",
            template=template,
            column=column,
            names=", ".join(table.header),
        )
    )


def _one_task(book: Gradebook) -> str:
    if len(book.tasks) != 1:
        raise UsageError(
            say("--column is for one task: say with --task which of {tasks}.", tasks=", ".join(book.tasks))
        )
    return next(iter(book.tasks))


def _column(table: Table, titles: Iterable[str]) -> int:
    """The place of the first header that is one of the titles."""
    known = {plain(title) for title in titles}
    return table.column(lambda title: plain(title) in known)


def fill_moodle(
    book: Gradebook, template: Path, target: Path, tasks: list[Task], only: str = "", column: str = ""
) -> Filled:
    """Fill the column of grades in an assignment's grading worksheet that Moodle exported.

    Moodle reads it with commas between cells, whatever a spreadsheet has made of it since.
    """
    table = read_table(template)
    grade = _named_column(table, template, column) if column else _column(table, GRADE)
    if grade < 0:
        raise UsageError(
            say(
                "{template} has no column called Grade; its header is {header}.",
                template=template,
                header=", ".join(table.header),
            )
        )
    task = only or _task_of(book, template, tasks)
    name, email, number = (_column(table, COLUMNS[kind]) for kind in ("name", "email", "id"))
    number = number if number else -1  # the first column is Moodle's own
    locked, most = table.column(is_lock), table.column(is_maximum)
    people = []
    for place, line in enumerate(table.rows):
        participant = "".join(re.findall(r"\d+", line[0]))
        shown, address, id = (line[place] if place >= 0 else "" for place in (name, email, number))
        people.append(Person(str(place), shown, address, id, participant=participant))
    filled = Filled(target)
    graded = [row for row in book.rows if task in row.grades]
    known = [Row(replace(row.person, participant=row.grades[task].participant), row.grades) for row in graded]
    for row, place in _matched(known, people, filled):
        cells = table.rows[place]
        if locked >= 0 and is_no(cells[locked]):
            filled.skipped.append(row.person.name)
        elif (points := _points(row, task, table.value(cells[most]) if most >= 0 else None)) is not None:
            filled.put(table, cells, grade, points, row.person.name)
    table.write(target, delimiter=",")
    return filled


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
