"""The forms that other systems import, each read back the way that system reads it."""

from __future__ import annotations

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from batches import class_of, graded, handed, person, stored, with_points
from hypothesis import given
from hypothesis import strategies as st
from report_documents import check, documents

from grader import catalog, export, worksheet
from grader.cli import main
from grader.errors import UsageError
from grader.gradebook import build
from grader.intake import Person
from grader.results import Outcome, Status

TITLES = {task.name: task.title for task in catalog.tasks()}
HOSTILE = [
    "=HYPERLINK(1)",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "  =1",
    "\r\n=1",
    "|cmd",
    "%x",
    "＝1",
    "\u200b=1",
    "a\x00=1",
    'a"b,c;d',
    "<b>&amp;",
    "]]>",
    "\ud800x",
    "\uffff",
]


def hostile(out):
    items = [
        handed(Person(f"k{n}", text, text, text, text), "task2", source=f"{n}/task2.py")
        for n, text in enumerate(HOSTILE)
    ]
    return stored(out, [(item, graded(item)) for item in items])


def rows_of(path):
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))


# --- csv ------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text):
    made = export.cell(text)
    assert not made.lstrip().startswith(("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"))
    assert "\n" not in made and "\r" not in made and "\t" not in made
    made.encode("utf-8")


@pytest.mark.parametrize("format, name", [("csv", "grades.csv"), ("canvas", "canvas.csv"), ("moodle", "moodle.csv")])
def test_formulas_in_names_stay_text(tmp_path, format, name):
    ledger = hostile(tmp_path)
    rows = rows_of(export.write_all(tmp_path, format, ledger, build(ledger), TITLES))
    assert len({len(row) for row in rows}) == 1
    first = 2 if format == "canvas" else 1
    assert len(rows) == first + len(HOSTILE)
    for row in rows[first:]:
        assert not any(re.match(r"\s*[=+@|%＝-]", cell) for cell in row), row


def test_grades_csv(tmp_path):
    items = [handed(person(1)), handed(person(1), "task3"), handed(person(2))]
    made = [graded(items[0], **with_points(7)), graded(items[1], **with_points(10)), graded(items[2], **with_points(0))]
    ledger = stored(tmp_path, list(zip(items, made)), roster=[Person("z", "Zoë Nobody")])
    rows = [
        dict(zip(row, cells))
        for row, cells in zip(
            [rows_of(export.write_csv(build(ledger), tmp_path / "g.csv"))[0]] * 3, rows_of(tmp_path / "g.csv")[1:]
        )
    ]
    assert [(row["student"], row["task2"], row["task3"], row["total"], row["percent"]) for row in rows] == [
        ("Blaise Number1", "7", "10", "17", "85"),
        ("Carl Number2", "0", "", "0", "0"),
        ("Zoë Nobody", "", "", "0", "0"),
    ]
    assert rows[2]["task2 status"] == "not handed in"


def test_xlsx_holds_text_as_text_and_numbers_as_numbers(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    ledger = hostile(tmp_path)
    sheet = openpyxl.load_workbook(export.write_xlsx(build(ledger), tmp_path / "g.xlsx")).active
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert all(isinstance(sheet.cell(row, 5).value, (int, float)) for row in range(2, sheet.max_row + 1))
    assert sheet.max_row == len(HOSTILE) + 1


# --- Canvas ---------------------------------------------------------------------------------------------


def canvas_import(text):
    """What Canvas's importer makes of a file: (person's columns, assignment -> points) by row.

    Written after instructure/canvas-lms lib/gradebook_importer.rb.
    """
    rows = list(csv.reader(io.StringIO(text, newline="")))
    header = [title.strip() for title in rows[0]]
    assert len(header) > 3 and "Student" in header[0] and "ID" in header[1]
    last = max(place for place, title in enumerate(header) if "Section" in title)
    if header[2] != "SIS Login ID":
        assert header[2] == "SIS User ID" and header[3] == "SIS Login ID"
    maxima, students = {}, []
    for row in rows[1:]:
        if "Points Possible" in row[0]:
            maxima = dict(zip(header[last + 1 :], map(float, row[last + 1 :])))
        else:
            scores = {title: float(cell) for title, cell in zip(header[last + 1 :], row[last + 1 :]) if cell}
            students.append((row[: last + 1], scores))
    return maxima, students


def test_canvas(tmp_path):
    items = [handed(person(1)), handed(person(2), "task3")]
    ledger = stored(tmp_path, [(items[0], graded(items[0], **with_points(7))), (items[1], graded(items[1]))])
    path = export.write_all(tmp_path, "canvas", ledger, build(ledger), TITLES)
    maxima, students = canvas_import(path.read_text(encoding="utf-8"))
    assert maxima == {TITLES["task2"]: 10, TITLES["task3"]: 11}
    assert students == [
        (["Blaise Number1", "", "1001", "login1", ""], {TITLES["task2"]: 7.0}),
        (["Carl Number2", "", "1002", "login2", ""], {TITLES["task3"]: 4.0}),
    ]


def test_a_fault_of_ours_is_no_grade(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, status=Status.GRADER_FAULT))])
    for format in ("canvas", "moodle"):
        assert rows_of(export.write_all(tmp_path, format, ledger, build(ledger), TITLES))[-1][-1] == ""


GRADEBOOK = """\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Essay (55),Forward propagation (77),Current Score
    Points Possible,,,,,5,20,(read only)
"Number1, Blaise",501,1001,s1@example.org,A,3,,88.1
"Ohne, Zoë",502,9,z@example.org,A,4,,
Carl Number2,503,,,B,"2,5",1,
"Student, Test",504,,x,A,,,
"""


def test_canvas_gradebook_filled_in(tmp_path):
    items = [handed(person(number)) for number in (1, 2, 3)]
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7))) for item in items])
    (tmp_path / "book.csv").write_text(GRADEBOOK, encoding="utf-8")
    filled = worksheet.fill_canvas(build(ledger), tmp_path / "book.csv", tmp_path / "canvas.csv", catalog.tasks())
    before = list(csv.reader(io.StringIO(GRADEBOOK.lstrip("\ufeff"))))
    after = rows_of(filled.path)
    assert [row[6] for row in after] == [
        "Forward propagation (77)",
        "20",
        "14",
        "",
        "14",
        "",
    ]  # of 20, as Canvas has it
    assert [row[:6] + row[7:] for row in after] == [row[:6] + row[7:] for row in before]
    assert (filled.grades, filled.missing) == (2, ["Dorothy Number3"])


def test_canvas_gradebook_with_semicolons_gets_decimal_commas(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(1, 8)))])
    (tmp_path / "b.csv").write_text(
        "Student;ID;SIS Login ID;Section;task2\n    Points Possible;;;;10\nBlaise Number1;1;;;\n"
    )
    filled = worksheet.fill_canvas(build(ledger), tmp_path / "b.csv", tmp_path / "c.csv", catalog.tasks())
    assert filled.path.read_text().splitlines()[2] == "Blaise Number1;1;;;1,25"


# --- Moodle ---------------------------------------------------------------------------------------------


def test_moodle(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7)))], roster=[person(2)])
    header, *rows = rows_of(export.write_all(tmp_path, "moodle", ledger, build(ledger), TITLES))
    assert header[:4] == ["Full name", "Email address", "ID number", "Username"]
    assert rows[0] == ["Blaise Number1", "s1@example.org", "1001", "login1", "7"]
    # load_data.php: blank means no grade, and anything else has to be a number or the import stops.
    assert rows[1][4] == ""


WORKSHEET = """Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (grade)","Feedback comments"
"Participant 12345","Ada Lovelace",ada@example.org,"Submitted for grading",,100.00,Yes,-,"<p>a, ""b""</p>"
"Participant 12346","Ada Lovelace",other@example.org,"Submitted for grading",,100.00,Yes,-,
"Participant 12347","Bob Dam",bob@example.org,Graded,3.00,100.00,No,-,
"""


def test_moodle_worksheet_filled_in(tmp_path):
    people = [Person("ada lovelace#12346", "Ada Lovelace", id="12346"), Person("bob#1", "Bob Dam"), Person("c", "Cem")]
    items = [handed(who) for who in people]
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7))) for item in items])
    (tmp_path / "Grades-Course-Task 2-99.csv").write_text(WORKSHEET)
    filled = worksheet.fill_moodle(
        build(ledger), tmp_path / "Grades-Course-Task 2-99.csv", tmp_path / "m.csv", catalog.tasks()
    )
    before, after = list(csv.reader(io.StringIO(WORKSHEET))), rows_of(filled.path)
    assert [row[4] for row in after] == ["Grade", "", "70", "3.00"]
    assert [row[:4] + row[5:] for row in after] == [row[:4] + row[5:] for row in before]
    assert (filled.missing, filled.skipped) == (["Cem"], ["Bob Dam"])


def test_a_worksheet_is_for_one_task(tmp_path):
    items = [handed(person(1)), handed(person(1), "task3")]
    ledger = stored(tmp_path, [(item, graded(item)) for item in items])
    (tmp_path / "w.csv").write_text(WORKSHEET)
    with pytest.raises(UsageError, match="--task"):
        worksheet.fill_moodle(build(ledger), tmp_path / "w.csv", tmp_path / "m.csv", catalog.tasks())
    worksheet.fill_moodle(build(ledger), tmp_path / "w.csv", tmp_path / "m.csv", catalog.tasks(), "task3")


@pytest.mark.parametrize("text", ["", "a,b\n", "Student,ID,Section,Essay\n", "\x00", '"'])
def test_odd_templates_are_sentences(tmp_path, text):
    item = handed(person(1))
    book = build(stored(tmp_path, [(item, graded(item))]))
    (tmp_path / "t.csv").write_text(text)
    for fill in (worksheet.fill_canvas, worksheet.fill_moodle):
        with pytest.raises(UsageError, match=r"t\.csv"):
            fill(book, tmp_path / "t.csv", tmp_path / "out.csv", catalog.tasks())
    assert not (tmp_path / "out.csv").exists()


# --- Gradescope -----------------------------------------------------------------------------------------

# Written after gradescope/autograder_samples docs/specs.md.
_VISIBILITY = {"enum": ["hidden", "after_due_date", "after_published", "visible"]}
_FORMAT = {"enum": ["text", "html", "simple_format", "md", "ansi"]}
GRADESCOPE = {
    "type": "object",
    "additionalProperties": False,
    "anyOf": [
        {"required": ["score"]},
        {"properties": {"tests": {"items": {"required": ["score"]}}}, "required": ["tests"]},
    ],
    "properties": {
        "score": {"type": "number"},
        "execution_time": {"type": "number", "minimum": 0},
        "output": {"type": "string"},
        "output_format": _FORMAT,
        "test_output_format": _FORMAT,
        "test_name_format": _FORMAT,
        "visibility": _VISIBILITY,
        "stdout_visibility": _VISIBILITY,
        "extra_data": {"type": "object"},
        "leaderboard": {"type": "array"},
        "tests": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "score": {"type": "number"},
                    "max_score": {"type": "number"},
                    "status": {"enum": ["passed", "failed"]},
                    "name": {"type": "string"},
                    "name_format": _FORMAT,
                    "number": {"type": "string"},
                    "output": {"type": "string"},
                    "output_format": _FORMAT,
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "visibility": _VISIBILITY,
                    "extra_data": {"type": "object"},
                },
            },
        },
    },
}


@pytest.mark.parametrize("name", documents())
@pytest.mark.parametrize("visibility", ["visible", "hidden", "after_due_date", "after_published"])
def test_gradescope(name, visibility):
    import jsonschema

    document = documents()[name]
    made = json.loads(json.dumps(export.gradescope(document, visibility), allow_nan=False))
    jsonschema.validate(made, GRADESCOPE)
    assert made["score"] == document["points"] == sum(test["score"] for test in made["tests"])
    assert sum(test["max_score"] for test in made["tests"]) == document["max_points"]
    assert "\r" not in json.dumps(made)


# --- JUnit ----------------------------------------------------------------------------------------------

# The attributes and elements that Jenkins's junit-10.xsd knows.
STRICT = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time", "timestamp", "hostname", "id", "package", "file"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "testcase": ({"name", "time", "classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    **dict.fromkeys(("failure", "error", "skipped"), ({"type", "message"}, set())),
    "system-out": (set(), set()),
}


def test_junit_is_within_the_strict_schema():
    for element in ElementTree.fromstring(export.junit(documents().values())).iter():
        attributes, children = STRICT[element.tag]
        assert set(element.attrib) <= attributes and {child.tag for child in element} <= children
        if "time" in element.attrib:
            assert re.fullmatch(r"\d+\.\d{3}", element.attrib["time"])


def test_junit_as_a_parser_reads_it(tmp_path):
    from junitparser import Error, Failure, JUnitXml, Skipped

    path = tmp_path / "j.xml"
    path.write_bytes(export.junit(documents().values()))
    suites = list(JUnitXml.fromfile(str(path)))
    kinds = {"fail": Failure, "skipped": Skipped}
    assert len(suites) == len(documents())
    for suite, document in zip(suites, documents().values()):
        counted = (suite.tests, suite.failures, suite.errors, suite.skipped)
        suite.update_statistics()
        assert counted == (suite.tests, suite.failures, suite.errors, suite.skipped)
        for case, judged in zip(suite, document["checks"]):
            assert case.name == judged["id"]
            if judged["outcome"] == "pass":
                assert case.is_passed
            else:
                expected = Error if document["status"] == "unreadable" else kinds.get(judged["outcome"], Error)
                assert isinstance(case.result[0], expected)


def test_junit_survives_any_text():
    odd = "".join(map(chr, [*range(0x120), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F600])) + ']]><&"'
    item = handed(Person("k", odd), source=odd)
    made = graded(item, checks=(check("a.b", Outcome.FAIL, message=odd, hint=odd),))
    made["checks"][0]["message"] = odd
    ElementTree.fromstring(export.junit([made]))


# --- the command ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", export.FORMATS)
def test_every_format_by_the_command_and_twice_the_same(tmp_path, capsys, format):
    class_of(tmp_path / "out", 12, checks=5).close()
    made = []
    for _ in range(2):
        assert main(["export", str(tmp_path / "out"), "--format", format]) == 0
        name = capsys.readouterr().out.strip()
        made.append({path.name: path.read_bytes() for path in _files(name)})
    assert made[0] and (made[0] == made[1] or format == "xlsx")  # a workbook says when it was made
    assert not list((tmp_path / "out").rglob("*.part"))


def _files(name):
    from pathlib import Path

    return sorted(Path(name).iterdir()) if Path(name).is_dir() else [Path(name)]


def test_results_jsonl_round_trips(tmp_path):
    ledger = class_of(tmp_path, 12, checks=5)
    path = export.write_jsonl(ledger, tmp_path / "r.jsonl")
    assert [json.loads(line) for line in path.read_text().splitlines()] == [
        document for _, document in ledger.documents()
    ]


def test_no_batch_there_is_a_sentence(tmp_path, capsys):
    assert main(["export", str(tmp_path), "--format", "csv"]) == 2
    assert "There is no batch" in capsys.readouterr().err


def test_template_by_the_command(tmp_path, capsys):
    class_of(tmp_path / "out", 3, checks=5).close()
    (tmp_path / "book.csv").write_text(GRADEBOOK, encoding="utf-8")
    assert main(["export", str(tmp_path / "out"), "--format", "canvas", "--template", str(tmp_path / "book.csv")]) == 0
    told = capsys.readouterr().out
    assert "2 grades filled in" in told and "Not in the file (1): Ada Number0" in told
    assert main(["export", str(tmp_path / "out"), "--format", "csv", "--template", str(tmp_path / "book.csv")]) == 2
