"""Writes a batch's grades in the forms that other systems import.

Every format is a function of the gradebook or of the result documents. Facts about each format stand
beside its writer, with their source.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from grader.base.errors import UsageError
from grader.base.files import replace_bytes, replaced
from grader.base.language import say, say_n
from grader.instructor.grades.gradebook import Grade, Gradebook
from grader.instructor.grades.spreadsheets import number, write_canvas, write_csv, write_moodle, write_xlsx
from grader.instructor.store.ledger import Ledger
from grader.workers.job import report_name

FORMATS = ("csv", "canvas", "moodle", "gradescope", "junit", "json", "xlsx")


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
        counted = book.counted(ledger.documents())
        replace_bytes(path, junit({**document, "grade": grade.document()} for _, grade, document in counted))
        return path
    if format == "gradescope":
        return _write_gradescope(ledger, book, out / "gradescope")
    raise UsageError(
        say("There is no export format {format!r}; there are {formats}.", format=format, formats=", ".join(FORMATS))
    )


def write_jsonl(ledger: Ledger, path: Path, book: Gradebook | None = None) -> Path:
    """``results.jsonl``: one result document a line; with a ``book``, what counts has its ``grade``, the rest null."""
    counted = {}
    if book is not None:
        counted = {
            (row.person.key, grade.source, task): grade for row in book.rows for task, grade in row.grades.items()
        }
    with replaced(path) as part, part.open("w", encoding="ascii") as file:
        for person, document in ledger.documents():
            if book is not None:
                grade = counted.get((person, document["submission"], document["task"]))
                document["grade"] = grade.document() if grade else None
            file.write(json.dumps(document, ensure_ascii=True, allow_nan=False) + "\n")
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
