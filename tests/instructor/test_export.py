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

from grader.base.errors import UsageError
from grader.cli import main
from grader.instructor.batch import publish
from grader.instructor.grades import documents as exports
from grader.instructor.grades import spreadsheets, worksheet
from grader.instructor.grades.gradebook import build
from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.intake.people import Person
from grader.result.outcome import Outcome, Status
from grader.task import catalog

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
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


# --- csv ------------------------------------------------------------------------------------------------


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text):
    made = spreadsheets.cell(text)
    assert not made.lstrip().startswith(("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"))
    assert "\n" not in made and "\r" not in made and "\t" not in made
    made.encode("utf-8")


@pytest.mark.parametrize("format, name", [("csv", "grades.csv"), ("canvas", "canvas.csv"), ("moodle", "moodle.csv")])
def test_formulas_in_names_stay_text(tmp_path, format, name):
    ledger = hostile(tmp_path)
    rows = rows_of(exports.write_all(tmp_path, format, ledger, build(ledger), TITLES))
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
            [rows_of(spreadsheets.write_csv(build(ledger), tmp_path / "g.csv"))[0]] * 3, rows_of(tmp_path / "g.csv")[1:]
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
    sheet = openpyxl.load_workbook(spreadsheets.write_xlsx(build(ledger), tmp_path / "g.xlsx")).active
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
    path = exports.write_all(tmp_path, "canvas", ledger, build(ledger), TITLES)
    maxima, students = canvas_import(path.read_text(encoding="utf-8"))
    assert maxima == {TITLES["task2"]: 10, TITLES["task3"]: 11}
    assert students == [
        (["Blaise Number1", "", "1001", "login1", ""], {TITLES["task2"]: 7.0}),
        (["Carl Number2", "", "1002", "login2", ""], {TITLES["task3"]: 4.0}),
    ]


def test_a_fault_of_ours_is_no_grade(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, status=Status.GRADER_FAULT))])
    for format, lines in (("canvas", 2), ("moodle", 1)):  # no row: a blank cell would clear what is there
        assert len(rows_of(exports.write_all(tmp_path, format, ledger, build(ledger), TITLES))) == lines
        assert spreadsheets.left_out(build(ledger), format) == [("No grade", ["Blaise Number1"])]


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


def test_canvas_knows_people_by_its_own_number(tmp_path):
    """Never by Moodle's, which would be somebody else's in Canvas."""
    people = [Person("a#501", "a", canvas="501"), Person("b#501", "b", participant="501"), Person("1", "c", id="1")]
    items = [handed(who) for who in people]
    ledger = stored(tmp_path, [(item, graded(item)) for item in items])
    path = exports.write_all(tmp_path, "canvas", ledger, build(ledger), TITLES)
    _, students = canvas_import(path.read_text(encoding="utf-8"))
    assert [row[1:4] for row, _ in students] == [["501", "", ""], ["", "", ""], ["", "1", ""]]


def test_the_excused_stay_excused_and_a_row_that_fits_two_is_left(tmp_path):
    who = [Person("a", "Carl Number2"), Person("b", "Number2 Carl"), Person("c", "Zoë Ohne", canvas="502"), person(1)]
    items = [handed(each) for each in who]
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7))) for item in items])
    (tmp_path / "book.csv").write_text(GRADEBOOK.replace("A,4,,", "A,4,EX,"), encoding="utf-8")
    filled = worksheet.fill_canvas(build(ledger), tmp_path / "book.csv", tmp_path / "canvas.csv", catalog.tasks())
    assert [row[6] for row in rows_of(filled.path)][2:] == ["14", "EX", "1", ""]
    assert (filled.skipped, sorted(filled.twice)) == (["Zoë Ohne"], ["Carl Number2", "Number2 Carl"])


# --- Moodle ---------------------------------------------------------------------------------------------


def test_moodle(tmp_path):
    item = handed(person(1))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7)))], roster=[person(2)])
    header, *rows = rows_of(exports.write_all(tmp_path, "moodle", ledger, build(ledger), TITLES))
    assert header[:4] == ["Full name", "Email address", "ID number", "Username"]
    assert rows[0] == ["Blaise Number1", "s1@example.org", "1001", "login1", "7"]
    # load_data.php: a blank grade clears what is there, so who has none is left out, and told.
    assert len(rows) == 1 and spreadsheets.left_out(build(ledger), "moodle") == [("No grade", ["Carl Number2"])]


def moodle_import(text, mapped):
    """Who gets which grades where Moodle is told to identify people by the column ``mapped``.

    Written after moodle/moodle grade/import/csv/classes/load_data.php: the person of a row is
    remembered, and kept where the next row's cell is blank.
    """
    header, *lines = csv.reader(io.StringIO(text, newline=""))
    found, person = {}, None
    for line in lines:
        person = line[header.index(mapped)] or person
        assert person, "the import stops"
        for cell in line[1 + sum(name in header for name in spreadsheets._MOODLE_COLUMNS) :]:
            found.setdefault(person, []).append(float(cell) if cell else None)
    return found


def test_moodle_never_gives_a_grade_to_the_person_of_the_row_before(tmp_path):
    people = [
        Person("a", "Ada", "a@x.org", "1"),
        Person("b", "Bob", "", "2"),
        Person("c", "Cem", "", "3", "cem"),
        Person("d", "Dora", "d@x.org"),
    ]
    items = [handed(who) for who in people]
    made = [graded(item, **with_points(number)) for number, item in enumerate(items, 1)]
    ledger = stored(tmp_path, list(zip(items, made)), roster=[Person("z", "Zoë", "z@x.org", "9")])
    text = exports.write_all(tmp_path, "moodle", ledger, build(ledger), TITLES).read_text()
    assert moodle_import(text, "ID number") == {"1": [1], "2": [2], "3": [3]}
    assert "Email address" not in text and "Username" not in text
    assert spreadsheets.left_out(build(ledger), "moodle") == [
        ("No grade", ["Zoë"]),
        ("Nothing in the column ID number", ["Dora"]),
    ]


def test_moodle_where_nobody_is_known_is_a_sentence(tmp_path):
    item = handed(Person("a", "Ada"))
    ledger = stored(tmp_path, [(item, graded(item))])
    with pytest.raises(UsageError, match=r"email, id number or username.*--roster"):
        exports.write_all(tmp_path, "moodle", ledger, build(ledger), TITLES)


WORKSHEET = """Identifier,"Full name","Email address",Status,Grade,"Maximum grade","Grade can be changed","Last modified (grade)","Feedback comments"
"Participant 12345","Ada Lovelace",ada@example.org,"Submitted for grading",,100.00,Yes,-,"<p>a, ""b""</p>"
"Participant 12346","Ada Lovelace",other@example.org,"Submitted for grading",,100.00,Yes,-,
"Participant 12347","Bob Dam",bob@example.org,Graded,3.00,100.00,No,-,
"""


def test_moodle_worksheet_filled_in(tmp_path):
    people = [
        Person("ada lovelace#12346", "Ada Lovelace", participant="12346"),
        Person("bob#1", "Bob Dam"),
        Person("c", "Cem"),
    ]
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


def test_a_person_whom_moodle_numbers_anew_for_each_task(tmp_path):
    ada = [Person("ada", "Ada Lovelace", participant=number) for number in ("12346", "99")]
    items = [handed(ada[0], "task2"), handed(ada[1], "task3")]
    ledger = stored(tmp_path, [(item, graded(item, **with_points(7))) for item in items])
    (tmp_path / "w.csv").write_text(WORKSHEET)
    for task, filled_in in (("task2", ["", "70"]), ("task3", ["", ""])):
        filled = worksheet.fill_moodle(build(ledger), tmp_path / "w.csv", tmp_path / "m.csv", catalog.tasks(), task)
        assert [row[4] for row in rows_of(filled.path)][1:3] == filled_in


def test_a_worksheet_that_a_spreadsheet_has_saved_gets_its_commas_back(tmp_path):
    item = handed(Person("bob", "Ada Lovelace", "ada@example.org"))
    ledger = stored(tmp_path, [(item, graded(item, **with_points(1, 8)))])
    rows = list(csv.reader(io.StringIO(WORKSHEET)))
    with (tmp_path / "w.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    filled = worksheet.fill_moodle(build(ledger), tmp_path / "w.csv", tmp_path / "m.csv", catalog.tasks())
    assert rows_of(filled.path)[0] == rows[0] and rows_of(filled.path)[1][4] == "12.5"


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
    made = json.loads(json.dumps(exports.gradescope(document, visibility), allow_nan=False))
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
    for element in ElementTree.fromstring(exports.junit(documents().values())).iter():
        attributes, children = STRICT[element.tag]
        assert set(element.attrib) <= attributes and {child.tag for child in element} <= children
        if "time" in element.attrib:
            assert re.fullmatch(r"\d+\.\d{3}", element.attrib["time"])


def test_junit_as_a_parser_reads_it(tmp_path):
    from junitparser import Error, Failure, JUnitXml, Skipped

    path = tmp_path / "j.xml"
    path.write_bytes(exports.junit(documents().values()))
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


REQUIRED = {
    "testsuite": {"name", "tests", "failures", "errors"},
    "testcase": {"name"},
    "property": {"name", "value"},
}


def test_junit_has_what_the_strict_schema_requires():
    root = ElementTree.fromstring(exports.junit(documents().values()))
    assert root.tag == "testsuites"
    for element in root.iter():
        assert REQUIRED.get(element.tag, set()) <= set(element.attrib)
    for case in root.iter("testcase"):
        assert sum(child.tag in ("failure", "error", "skipped") for child in case) <= 1


def test_junit_survives_any_text():
    odd = "".join(map(chr, [*range(0x120), 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F600])) + ']]><&"'
    item = handed(Person("k", odd), source=odd)
    made = graded(item, checks=(check("a.b", Outcome.FAIL, message=odd, hint=odd),))
    made["checks"][0]["message"] = odd
    ElementTree.fromstring(exports.junit([made]))


# --- the command ----------------------------------------------------------------------------------------


# --- lateness and attempts ------------------------------------------------------------------------------


@pytest.fixture
def late(tmp_path):
    """The first attempt in time with 6 of 10 points, the second two days late with 9."""
    rows = []
    for number, (earned, submitted) in enumerate(((6, 0.0), (9, 1000.0 + 1.5 * 86_400))):
        item = handed(person(1), source=f"a/task2-{number}.py", attempt=number, submitted=submitted)
        rows.append((item, graded(item, **with_points(earned))))
    other = handed(person(2))
    return stored(tmp_path, [*rows, (other, graded(other, **with_points(5)))], roster=[person(3)])


@pytest.mark.parametrize("rule, left, source", [("latest", 5.0, "a/task2-1.py"), ("best", 6.0, "a/task2-0.py")])
def test_every_export_knows_lateness_and_which_attempt_counts(late, tmp_path, rule, left, source):
    book = build(late, LatePolicy(1000.0, 20), rule)
    text = {
        name: exports.write_all(tmp_path, name, late, book, TITLES)
        for name in ("csv", "canvas", "moodle", "xlsx", "json", "junit", "gradescope")
    }
    assert rows_of(text["csv"])[1][4] == rows_of(text["canvas"])[2][5] == rows_of(text["moodle"])[1][4] == f"{left:g}"
    import openpyxl

    assert openpyxl.load_workbook(text["xlsx"]).active.cell(2, 5).value == left
    lines = [json.loads(line) for line in text["json"].read_text().splitlines()]
    grades = {line["submission"]: line["grade"] for line in lines}
    assert grades.pop(source)["points"] == left and grades.pop("Carl Number2/task2.py")["points"] == 5
    assert list(grades.values()) == [None]
    suites = ElementTree.parse(text["junit"]).getroot().findall("testsuite")
    assert [suite.get("file") for suite in suites] == [source, "Carl Number2/task2.py"]
    assert float({p.get("name"): p.get("value") for p in suites[0].iter("property")}["grade.points"]) == left
    made = [json.loads(path.read_text()) for path in sorted(text["gradescope"].iterdir())]
    assert [result["score"] for result in made] == [left, 5]
    assert ("2 days late: 5 of the 9 points earned are left" in made[0]["output"]) == (rule == "latest")


def test_the_batchs_own_rules_are_those_of_its_exports(late, tmp_path, capsys):
    publish.publish(tmp_path, LatePolicy(1000.0, 20), "best")

    def points(*more):
        assert main(["export", str(tmp_path), "--format", "csv", *more]) == 0
        capsys.readouterr()
        return rows_of(tmp_path / "grades.csv")[1][4]

    assert points() == "6"
    assert points("--late-penalty", "100") == "6" and points("--late-penalty", "0") == "9"
    assert points("--attempts", "latest") == "5"
    assert points("--due", "1970-01-01", "--attempts", "latest") == "7"


def test_one_task_alone(tmp_path, capsys):
    items = [handed(person(1)), handed(person(1), "task3"), handed(person(2), "task3")]
    stored(tmp_path / "out", [(item, graded(item)) for item in items]).close()
    assert main(["export", str(tmp_path / "out"), "--format", "moodle", "--task", "task2"]) == 0
    assert [len(row) for row in rows_of(tmp_path / "out" / "moodle.csv")] == [5, 5]
    assert "Left out (1). No grade: Carl Number2" in capsys.readouterr().err
    assert main(["export", str(tmp_path / "out"), "--format", "moodle", "--task", "task7"]) == 2
    assert "Nobody has a grade for task7" in capsys.readouterr().err


# --- the command, for every format -----------------------------------------------------------------------


@pytest.mark.parametrize("format", exports.FORMATS)
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
    path = exports.write_jsonl(ledger, tmp_path / "r.jsonl")
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


# --- templates as instructors have them --------------------------------------------------------------------


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,{titles}\r\n"
    "    Points Possible,,,,,{most}\r\n"
    '"Lovelace, Ada",501,1001,ada@x.org,"A, 1",{old}\r\n'
)


def filled_canvas(tmp_path, titles, most, old, **more):
    item = handed(Person("1001", "Ada Lovelace", id="1001"), "task3")
    ledger = stored(tmp_path, [(item, graded(item, **with_points(5)))])
    path = tmp_path / "t.csv"
    path.write_bytes(CANVAS.format(titles=titles, most=most, old=old).encode("utf-8-sig"))
    return worksheet.fill_canvas(build(ledger), path, tmp_path / "canvas.csv", catalog.tasks(), **more)


def test_the_exact_title_is_filled_and_not_a_quiz_before_it(tmp_path):
    filled = filled_canvas(tmp_path, "Quiz on task 3 (7),Task 3: Hidden layers (8)", "5,10", "2,3")
    before = (tmp_path / "t.csv").read_bytes()
    assert filled.path.read_bytes() == before.replace(b"2,3\r\n", b"2,5\r\n")
    assert filled.changed == ["Ada Lovelace: 3 → 5"] and filled.unclear == []


def test_of_several_that_fit_equally_none_is_filled(tmp_path):
    titles = "Quiz on task 3 (7),Essay on task 3 (8)"
    with pytest.raises(
        UsageError, match=r"Several columns fit task3.*Quiz on task 3 \(7\), Essay on task 3 \(8\).*--column"
    ):
        filled_canvas(tmp_path, titles, "5,10", ",")
    filled = filled_canvas(tmp_path, titles, "5,10", ",", column="Essay on task 3")
    assert rows_of(filled.path)[2][5:] == ["", "5"]
    with pytest.raises(UsageError, match="has no column Exam"):
        filled_canvas(tmp_path, titles, "5,10", ",", column="Exam")


@pytest.mark.parametrize(
    "most, text",
    [('"1,000"', "500"), ("1000.00", "500"), ('"1,000.00"', "500"), ('"20,00"', "10"), ('"12,5"', '"6,25"')],
)
def test_a_maximum_is_read_as_the_file_writes_it(tmp_path, most, text):
    filled = filled_canvas(tmp_path, "Task 3 (8)", most, "")
    assert filled.path.read_bytes().splitlines()[-1].endswith(f",{text}".encode())


def test_what_a_template_had_stays(tmp_path):
    filled = filled_canvas(tmp_path, '"Task 3 (8)"', "10", '"5.00"')
    assert filled.path.read_bytes() == (tmp_path / "t.csv").read_bytes()  # the same grade is left as it was written
    assert filled.grades == 1 and filled.changed == []


GERMAN = (
    "ID;Status;Bewertung;Maximalbewertung;Bewertung kann geändert werden;Zuletzt geändert (Abgabe)\n"
    "Teilnehmer/in 501;x;;20,00;Ja;-\nTeilnehmer/in 502;x;;20,00;Nein;-\n"
)


def test_a_locked_row_of_a_german_worksheet_stays(tmp_path):
    people = [Person(f"p#{number}", "Participant", participant=str(number)) for number in (501, 502)]
    items = [handed(who, source=f"{who.key}/task2.py") for who in people]
    ledger = stored(tmp_path, [(item, graded(item, **with_points(3, 8))) for item in items])
    (tmp_path / "w.csv").write_text(GERMAN, encoding="utf-8")
    filled = worksheet.fill_moodle(build(ledger), tmp_path / "w.csv", tmp_path / "m.csv", catalog.tasks())
    assert [row[2] for row in rows_of(filled.path)] == ["Bewertung", "7,5", ""]
    assert filled.skipped == ["Participant"]


@pytest.mark.parametrize(
    "lock, no",
    [
        ("Grade can be changed", "No"),
        ("La note peut être modifiée", "Non"),
        ("La calificación puede ser cambiada", "No"),
        ("La valutazione può essere modificata", "No"),
        ("Cijfer kan gewijzigd worden", "Nee"),
        ("Betyget kan ändras", "Nej"),
        ("Ocena może być zmieniona", "Nie"),
        ("A nota pode ser alterada", "Não"),
    ],
)
def test_locks_in_the_languages_that_are_known(lock, no):
    from grader.instructor.intake.headers import is_lock, is_maximum, is_no

    assert is_lock(lock) and is_no(no) and not is_maximum(lock)


def test_grades_csv_has_the_mark_by_which_excel_knows_utf_8(tmp_path):
    ledger = class_of(tmp_path, 3)
    path = exports.write_all(tmp_path, "csv", ledger, build(ledger), TITLES)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent,")


def test_two_of_one_name_are_two_rows(tmp_path):
    people = [Person(f"linethan#{number}", "linethan", canvas=str(number)) for number in (201, 202)]
    items = [handed(who, source=f"{who.key}/task2.py") for who in people]
    ledger = stored(tmp_path, [(item, graded(item)) for item in items])
    rows = rows_of(exports.write_all(tmp_path, "csv", ledger, build(ledger), TITLES))
    assert [row[0] for row in rows[1:]] == ["linethan (201)", "linethan (202)"]
