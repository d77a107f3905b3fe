"""Writes a batch's grades in the forms that other systems import.

Every format is a function of the gradebook or of the result documents. Facts about each format stand
beside its writer, with their source.
"""

from __future__ import annotations

import csv
import json
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from grader.instructor.batch.run import report_name
from grader.base.errors import UsageError
from grader.instructor.grades.gradebook import Grade, Gradebook, Row
from grader.instructor.store.ledger import Ledger
from grader.instructor.intake.people import told_apart
from grader.base.clean import clean
from grader.base.language import say, say_n

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json", "xlsx")
_DANGEROUS = ("=", "+", "-", "@", "|", "%", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def cell(text: str) -> str:
    """Text for a spreadsheet cell: what a program would take for a formula gets an apostrophe first."""
    flat = clean(text).strip()
    return f"'{flat}" if flat.startswith(_DANGEROUS) else flat


def number(value: float) -> str:
    """At most two decimals, none where there are none."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _write_csv(path: Path, rows: Iterable[list[str]]) -> Path:
    partial = path.with_name(path.name + ".part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    os.replace(partial, path)
    return path


# --- spreadsheets ---------------------------------------------------------------------------------------


def write_csv(book: Gradebook, path: Path) -> Path:
    """``grades.csv``: a row per person; per task the points, the maximum, days late and the status."""
    return _write_csv(path, _grade_rows(book))


def _grade_rows(book: Gradebook) -> Iterator[list[str]]:
    header = ["student", "email", "id", "login"]
    for task in book.tasks:
        header += [task, f"{task} max", f"{task} late days", f"{task} status"]
    yield [*header, "total", "max", "percent"]
    for row in book.rows:
        person = row.person
        cells = [cell(person.name), cell(person.email), cell(person.id), cell(person.login)]
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
    partial = path.with_name(path.name + ".part")
    workbook.save(partial)
    os.replace(partial, path)
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


# --- result documents -----------------------------------------------------------------------------------


def gradescope(document: dict[str, Any], visibility: str = "visible", grade: Grade | None = None) -> dict[str, Any]:
    """One result as Gradescope's ``results.json`` (gradescope/autograder_samples ``docs/specs.md``).

    With a ``grade`` the score is what is left of it after lateness; Gradescope takes it in place of the tests' sum.
    """
    tests = [
        {
            "name": f"{check['id']}: {check['title']}",
            "number": str(position),
            "score": check["points"],
            "max_score": check["max_points"],
            "status": "passed" if check["outcome"] == "pass" else "failed",
            "output": _output(check),
            "output_format": "text",
            "name_format": "text",
            "visibility": visibility,
            "tags": [check["kind"], check["outcome"]],
            "extra_data": {},
        }
        for position, check in enumerate(document["checks"], start=1)
    ]
    lines = [document["message"], document["hint"], *document["notes"]]
    if grade is not None and grade.points < grade.earned:
        days = say_n("{n} day late", "{n} days late", grade.late_days)
        told = say(
            "{days}: {left} of the {earned} points earned are left.",
            days=days,
            left=number(grade.points),
            earned=grade.earned,
        )
        lines.insert(0, told)
    return {
        "score": document["points"] if grade is None else grade.points,
        "execution_time": document["seconds"],
        "output": "\n".join(line for line in lines if line),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {"schema": document["schema"], "seed": document["seed"], "status": document["status"]},
        "tests": tests,
    }


def _output(check: dict[str, Any]) -> str:
    parts = [check["message"], say("Hint: {hint}", hint=check["hint"]) if check["hint"] else ""]
    return "\n".join(part for part in parts if part)


_JUNIT = {
    "fail": "failure",
    "error": "error",
    "timeout": "error",
    "memory": "error",
    "crash": "error",
    "fault": "error",
}


def junit(documents: Iterable[dict[str, Any]]) -> bytes:
    """All results as one JUnit XML file, a suite per student and task; a document may have its ``grade``.

    There is no official schema; what is written is what testmoapp/junitxml describes, what GitLab's and
    GitHub's reporters read, and within the strict junit-10.xsd of Jenkins. JUnit knows no points: they
    stand in the suite's properties and in each case's output.
    """
    root = ElementTree.Element("testsuites", name="grader")
    totals = dict.fromkeys(("tests", "failures", "errors"), 0)
    seconds = 0.0
    for document in documents:
        suite, counts = _suite(document)
        root.append(suite)
        seconds += document["seconds"]
        for name in totals:
            totals[name] += counts[name]
    for name, count in totals.items():
        root.set(name, str(count))
    root.set("time", f"{seconds:.3f}")
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(document: dict[str, Any]) -> tuple[ElementTree.Element, dict[str, int]]:
    who = f"{document['task']}.{_xml(document['student']) or 'student'}"
    suite = ElementTree.Element(
        "testsuite", name=who, time=f"{document['seconds']:.3f}", file=_xml(document["submission"])
    )
    properties = ElementTree.SubElement(suite, "properties")
    for name in ("points", "max_points", "score", "status", "seed"):
        ElementTree.SubElement(properties, "property", name=name, value=str(document[name]))
    for name, value in document.get("grade", {}).items():
        ElementTree.SubElement(properties, "property", name=f"grade.{name}", value=str(value))
    counts = dict.fromkeys(("tests", "failures", "errors", "skipped"), 0)
    for check in document["checks"]:
        case = ElementTree.SubElement(
            suite, "testcase", name=check["id"], classname=who, time=f"{check['seconds']:.3f}"
        )
        counts["tests"] += 1
        kind = _JUNIT.get(check["outcome"])
        if document["status"] == "unreadable":  # a suite of skipped cases would look like a good one
            kind = "error"
        if kind:
            told = ElementTree.SubElement(case, kind, message=_xml(check["message"]), type=check["outcome"])
            told.text = _xml(_output(check))
            counts["failures" if kind == "failure" else "errors"] += 1
        elif check["outcome"] == "skipped":
            ElementTree.SubElement(case, "skipped", message=_xml(check["message"]))
            counts["skipped"] += 1
        ElementTree.SubElement(case, "system-out").text = f"{check['points']} of {check['max_points']} points"
    for name, count in counts.items():
        suite.set(name, str(count))
    return suite, counts


_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _xml(text: str) -> str:
    """Text that XML 1.0 can hold: no control character but tab and newline, no lone surrogate."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


# --- the command's work ------------------------------------------------------------------------------------


def write_all(out: Path, format: str, ledger: Ledger, book: Gradebook, titles: dict[str, str]) -> Path:
    """Write one format into ``out`` and return the file or folder. Raises UsageError for an unknown one."""
    if format == "csv":
        return write_csv(book, out / "grades.csv")
    if format == "xlsx":
        return write_xlsx(book, out / "grades.xlsx")
    if format == "canvas":
        return write_canvas(book, out / "canvas.csv", titles)
    if format == "moodle":
        return write_moodle(book, out / "moodle.csv", titles)
    if format == "json":
        return write_jsonl(ledger, out / "results.jsonl", book)
    if format == "junit":
        path = out / "junit.xml"
        partial = path.with_name(path.name + ".part")
        counted = book.counted(ledger.documents())
        partial.write_bytes(junit({**document, "grade": grade.document()} for _, grade, document in counted))
        os.replace(partial, path)
        return path
    if format == "gradescope":
        return _write_gradescope(ledger, book, out / "gradescope")
    raise UsageError(
        say("There is no export format {format!r}; there are {formats}.", format=format, formats=", ".join(FORMATS))
    )


def write_jsonl(ledger: Ledger, path: Path, book: Gradebook | None = None) -> Path:
    """``results.jsonl``: one result document a line; with a ``book``, what counts has its ``grade``, the rest null."""
    partial = path.with_name(path.name + ".part")
    counted = {}
    if book is not None:
        counted = {
            (row.person.key, grade.source, task): grade for row in book.rows for task, grade in row.grades.items()
        }
    with partial.open("w", encoding="ascii") as file:
        for person, document in ledger.documents():
            if book is not None:
                grade = counted.get((person, document["submission"], document["task"]))
                document["grade"] = grade.document() if grade else None
            file.write(json.dumps(document, ensure_ascii=True, allow_nan=False) + "\n")
    os.replace(partial, path)
    return path


def _write_gradescope(ledger: Ledger, book: Gradebook, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    former = set(folder.glob("*.json"))
    for row, grade, document in book.counted(ledger.documents()):
        path = folder / f"{report_name(row.person.key, grade.task, grade.source)}.json"
        path.write_text(json.dumps(gradescope(document, grade=grade), indent=1), encoding="ascii")
        former.discard(path)
    for path in former:  # of attempts that no longer count
        path.unlink()
    return folder
