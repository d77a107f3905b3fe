"""Grades as CSV and XLSX, for Canvas and for Moodle; no cell is ever a formula."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from grader.base.clean import clean
from grader.base.errors import UsageError
from grader.base.files import replaced
from grader.base.language import say
from grader.instructor.grades.gradebook import Gradebook, Row
from grader.instructor.intake.people import told_apart

_DANGEROUS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(text: str) -> str:
    """Text for a spreadsheet cell: what a program would take for a formula gets an apostrophe first."""
    flat = clean(text).strip()
    return f"'{flat}" if flat.startswith(_DANGEROUS) else flat


def number(value: float) -> str:
    """At most two decimals, none where there are none."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _write_csv(path: Path, rows: Iterable[list[str]], encoding: str = "utf-8") -> Path:
    with replaced(path) as part, part.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_csv(book: Gradebook, path: Path) -> Path:
    """``grades.csv``: a row per person; per task the points, the maximum, days late and the status."""
    return _write_csv(path, _grade_rows(book), "utf-8-sig")  # without the mark Excel takes it for another encoding


def _grade_rows(book: Gradebook) -> Iterator[list[str]]:
    header = ["student", "email", "id", "login"]
    for task in book.tasks:
        header += [task, f"{task} max", f"{task} late days", f"{task} status"]
    yield [*header, "total", "max", "percent"]
    names = told_apart(row.person for row in book.rows)
    for row in book.rows:
        person = row.person
        cells = [cell(names[person.key]), cell(person.email), cell(person.id), cell(person.login)]
        for task, points in book.tasks.items():
            grade = row.grades.get(task)
            if grade is None:
                cells += ["", str(points), "", "not handed in"]
            else:
                cells += [number(grade.points), str(grade.max_points), str(grade.late_days), grade.status]
        percent = 100 * row.total / book.max_total if book.max_total else 0.0
        yield [*cells, number(row.total), str(book.max_total), number(percent)]


def write_xlsx(book: Gradebook, path: Path) -> Path:
    """The same table as a workbook. Raises UsageError where openpyxl is not installed."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Font
    except ImportError:
        raise UsageError(say("For xlsx, install openpyxl: pip install 'grader[xlsx]'.")) from None
    workbook = Workbook(write_only=False)
    sheet: Any = workbook.active
    sheet.title = "grades"
    for line, row in enumerate(_grade_rows(book)):
        # The first four columns and the statuses are text; a name is never taken for a formula.
        for column, text in enumerate(row):
            target = sheet.cell(row=line + 1, column=column + 1)
            if line and _is_number(text) and column > 3:
                target.value = float(text)
            else:
                target.value = text
                target.data_type = "s"
    for target in sheet[1]:
        target.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    with replaced(path) as part:
        workbook.save(part)
    return path


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def write_canvas(book: Gradebook, path: Path, titles: dict[str, str]) -> Path:
    """A CSV for Canvas's gradebook import; who has no grade is left out, since a blank would clear what Canvas has.

    Header, the "Points Possible" row and the order in which Canvas matches a student (ID, SIS User ID,
    SIS Login ID, name) follow instructure/canvas-lms ``lib/gradebook_importer.rb``: the first column
    holds "Student", the second "ID", "SIS User ID" may be third with "SIS Login ID" fourth, and the
    last student column holds "Section". An assignment is matched by its title or by "title (id)".
    """
    names = [titles.get(task, task) for task in book.tasks]
    rows = [["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *map(cell, names)]]
    rows.append(["    Points Possible", "", "", "", "", *(str(points) for points in book.tasks.values())])
    for row in filter(has_grade, book.rows):
        person = row.person
        identity = [cell(text) for text in (person.name, person.canvas, person.id, person.login or person.email)]
        rows.append([*identity, "", *(_grade_text(row, task) for task in book.tasks)])
    return _write_csv(path, rows)


def write_moodle(book: Gradebook, path: Path, titles: dict[str, str]) -> Path:
    """A CSV for Moodle's grade import (moodle/moodle ``grade/import/csv/classes/load_data.php``).

    Columns are mapped on Moodle's page: identify by "Email address", "ID number" or "Username". Moodle
    gives a row in which that cell is blank to the person of the row before it, and a blank grade clears
    what is there: so only columns are written that are filled for all, and only people who have a grade.
    Raises UsageError where nothing tells Moodle who anybody is.
    """
    graded = [(row, _moodle_identity(row)) for row in book.rows if has_grade(row)]
    known = _moodle_key(identity for _, identity in graded)
    rows = [(row, identity) for row, identity in graded if identity[known]]
    if graded and not rows:
        raise UsageError(
            say(
                "Moodle knows people by email, id number or username, and none is known for anybody who has a grade. "
                "Give the batch a --roster with one of them, or fill in Moodle's own worksheet with --template."
            )
        )
    columns = [name for name in _MOODLE_COLUMNS if all(identity[name] for _, identity in rows)]
    table = [["Full name", *columns, *(cell(titles.get(task, task)) for task in book.tasks)]]
    for row, identity in rows:
        table.append(
            [
                cell(row.person.name),
                *(identity[name] for name in columns),
                *(_grade_text(row, task) for task in book.tasks),
            ]
        )
    return _write_csv(path, table)


_MOODLE_COLUMNS = ("Email address", "ID number", "Username")


def _moodle_key(identities: Iterable[dict[str, str]]) -> str:
    """The column that is filled for most."""
    filled = Counter(name for identity in identities for name, text in identity.items() if text)
    return max(_MOODLE_COLUMNS, key=lambda name: filled[name])


def _moodle_identity(row: Row) -> dict[str, str]:
    return dict(zip(_MOODLE_COLUMNS, map(cell, (row.person.email, row.person.id, row.person.login))))


def left_out(book: Gradebook, format: str) -> list[tuple[str, list[str]]]:
    """(why, names) of who is not in a file for Canvas or Moodle."""
    if format not in ("canvas", "moodle"):
        return []
    names = told_apart(row.person for row in book.rows)
    blank = [names[row.person.key] for row in book.rows if not has_grade(row)]
    found = [(say("No grade"), blank)]
    if format == "moodle":
        rows = [row for row in book.rows if has_grade(row)]
        known = _moodle_key(map(_moodle_identity, rows))
        unknown = [names[row.person.key] for row in rows if not _moodle_identity(row)[known]]
        found.append((say("Nothing in the column {column}", column=known), unknown))
    return [(why, people) for why, people in found if people]


def has_grade(row: Row) -> bool:
    """Whether there is anything to tell another system: a fault of ours is no grade."""
    return any(grade.status != "grader_fault" for grade in row.grades.values())


def _grade_text(row: Row, task: str) -> str:
    grade = row.grades.get(task)
    return "" if grade is None or grade.status == "grader_fault" else number(grade.points)
