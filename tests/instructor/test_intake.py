"""Reading a folder of submissions: every layout that instructors have, and that nothing is dropped."""

from __future__ import annotations

import os
import shutil
import tarfile
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.base.errors import UsageError
from grader.cli import main
from grader.instructor.grades.lateness import LatePolicy
from grader.instructor.intake import archive, handed, people
from grader.instructor.intake.folder import read_folder
from grader.task import catalog

TASKS = catalog.tasks()


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8", errors="surrogateescape")
    return folder


def read(folder: Path, task: str = "", roster: Path | None = None) -> handed.Reading:
    only = catalog.find(task) if task else None
    return read_folder(folder, TASKS, only, roster, folder.parent / "unpacked")


def whose(reading: handed.Reading) -> set[tuple[str, str, str]]:
    return {(item.person.name, item.task.name, item.source) for item in reading.handed}


LAYOUTS = {
    "a folder per student": (
        ["Ada Lovelace/task3.py", "Ada Lovelace/task2.ipynb", "Łukasz Żak/work/hidden-layers.py"],
        {("Ada Lovelace", "task3"), ("Ada Lovelace", "task2"), ("Łukasz Żak", "task3")},
    ),
    "a folder per student with the task in its name": (
        ["ada_task3/solution.py", "task3-bob/main.py"],
        {("ada", "task3"), ("bob", "task3")},
    ),
    "flat": (
        ["ada_task3.py", "task2-bob.ipynb", "Task 3 Zoë.py", "cem-hidden-layers.py"],
        {("ada", "task3"), ("bob", "task2"), ("Zoë", "task3"), ("cem", "task3")},
    ),
    "a folder per task": (
        ["task3/ada.py", "Task 2/bob.ipynb", "hidden-layers/cem.py", "task3/dora/anything.py"],
        {("ada", "task3"), ("bob", "task2"), ("cem", "task3"), ("dora", "task3")},
    ),
    "Moodle": (
        [
            "Ada Lovelace_12345_assignsubmission_file_/task3.py",
            "Bob van Dam_12346_assignsubmission_file_/sub/Task 3.ipynb",
        ],
        {("Ada Lovelace", "task3"), ("Bob van Dam", "task3")},
    ),
    "Moodle without folders": (
        ["Ada Lovelace_12345_assignsubmission_file_task3.py", "Bob_12346_assignsubmission_file_my_task3.ipynb"],
        {("Ada Lovelace", "task3"), ("Bob", "task3")},
    ),
    "Moodle, one of them with accents and a hyphen, one from a browser's second download": (
        [
            "Anna-Lena Müller_12345_assignsubmission_file_/task3.py",
            "Żółć Ü. d'Arc_12346_assignsubmission_file_/Task 3 (1).ipynb",
        ],
        {("Anna-Lena Müller", "task3"), ("Żółć Ü. d'Arc", "task3")},
    ),
    "Moodle, a download for each task, where everybody has other numbers": (
        [
            "Task 2/Ada Lovelace_1_assignsubmission_file_/a.py",
            "Task 3/Ada Lovelace_2_assignsubmission_file_/b.py",
            "Task 3/Bob_3_assignsubmission_file_/c.py",
        ],
        {("Ada Lovelace", "task2"), ("Ada Lovelace", "task3"), ("Bob", "task3")},
    ),
    "Canvas with anonymous marking": (
        ["anon_aB3xQ_67890_task3.py", "LATE_anon_Zz31x_67891_task3.py"],
        {("anon aB3xQ", "task3"), ("anon Zz31x", "task3")},
    ),
    "Canvas": (
        ["lovelaceada_12345_67890_task3.ipynb", "dambob_LATE_12346_67891_task3.py"],
        {("lovelaceada", "task3"), ("dambob", "task3")},
    ),
    "wrapped": (
        ["download/all/Ada Lovelace/task3.py", "download/all/Bob/task3.py"],
        {("Ada Lovelace", "task3"), ("Bob", "task3")},
    ),
    "a folder per task, wrapped": (
        ["download/task3/ada.py", "download/task2/bob.py"],
        {("ada", "task3"), ("bob", "task2")},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout(tmp_path, layout):
    names, expected = LAYOUTS[layout]
    reading = read(laid_out(tmp_path / "in", *names))
    assert {(name, task) for name, task, _ in whose(reading)} == expected
    assert len(reading.handed) == len(names)
    assert reading.unassigned == []


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("kind", ["zip", "gztar", "tar"])
def test_layout_in_an_archive(tmp_path, layout, kind):
    names, expected = LAYOUTS[layout]
    folder = laid_out(tmp_path / "in", *names)
    made = Path(shutil.make_archive(str(tmp_path / "all"), kind, folder))
    reading = read(made)
    assert {(name, task) for name, task, _ in whose(reading)} == expected
    assert reading.unassigned == []


def test_an_archive_for_each_student(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in ("Ada Lovelace", "Dr. Bob"):
        shutil.make_archive(str(folder / name), "zip", laid_out(tmp_path / name, "task3.py"))
    moodle = folder / "Cem_77_assignsubmission_file_"
    moodle.mkdir()
    shutil.make_archive(str(moodle / "homework"), "zip", tmp_path / "Dr. Bob")
    reading = read(folder)
    assert {(name, task) for name, task, _ in whose(reading)} == {
        ("Ada Lovelace", "task3"),
        ("Dr. Bob", "task3"),
        ("Cem", "task3"),
    }


def test_what_an_earlier_version_of_an_archive_held_is_gone(tmp_path):
    first = laid_out(tmp_path / "a", "ada_task3.py", "bob_task3.py")
    made = Path(shutil.make_archive(str(tmp_path / "all"), "zip", first))
    read(made)
    (first / "bob_task3.py").unlink()
    shutil.make_archive(str(tmp_path / "all"), "zip", first)
    assert {name for name, _, _ in whose(read(made))} == {"ada"}


def test_an_archive_in_an_archive_is_listed(tmp_path):
    inner = shutil.make_archive(str(tmp_path / "inner"), "zip", laid_out(tmp_path / "a", "task3.py"))
    (tmp_path / "b").mkdir()
    shutil.copy(inner, tmp_path / "b" / "again.zip")
    (tmp_path / "in").mkdir()
    shutil.make_archive(str(tmp_path / "in" / "Ada"), "zip", tmp_path / "b")
    assert read(tmp_path / "in").unassigned == [("Ada/again.zip", "an archive inside an archive")]


# --- attempts -----------------------------------------------------------------------------------------


def test_the_newest_of_canvas_resubmissions_counts(tmp_path):
    names = [f"lovelaceada_12345_6789{n}_task3{mark}.py" for n, mark in enumerate(("", "-1", "-2", "-10"))]
    reading = read(laid_out(tmp_path / "in", *names))
    assert len(reading.handed) == 4
    assert [item.source for item in reading.current()] == ["lovelaceada_12345_67893_task3-10.py"]


def test_late_is_read_from_canvas(tmp_path):
    reading = read(laid_out(tmp_path / "in", "a_LATE_1_2_task3.py", "b_1_2_task3.py"))
    assert {item.person.name: item.late for item in reading.handed} == {"a": True, "b": False}


def test_the_time_of_a_download_makes_nobody_late(tmp_path):
    """Canvas gives its files the time of the download, Git that of the clone: both come after the due date."""
    policy = LatePolicy(1_000_000_000.0, 10)
    names = [
        "a_LATE_1_2_task3.py",
        "b_1_2_task3.py",
        "w-ada/task3.py",
        "w-ada/.git/x",
        "w-bob/task3.py",
        "w-bob/.git/x",
    ]
    reading = read(laid_out(tmp_path / "in", *names))
    days = {item.person.name: policy.days(item.submitted, item.late) for item in reading.handed}
    assert days == {"a": 1, "b": 0, "ada": 0, "bob": 0}
    (plain,) = read(laid_out(tmp_path / "plain" / "Ada", "task3.py")).handed
    assert policy.days(plain.submitted, plain.late) > 1


def test_a_task_number_after_a_dash_is_no_attempt(tmp_path):
    reading = read(laid_out(tmp_path / "in", "Ada/task-3.py", "Ada/task-2.py", "Bob/hidden-layers-2.py"))
    assert {(item.task.name, item.attempt) for item in reading.handed} == {("task3", 0), ("task2", 0), ("task3", 2)}


def test_without_numbers_the_newest_file_counts(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada/task3.py", "Ada/task3.ipynb")
    os.utime(folder / "Ada/task3.py", (2e9, 2e9))
    reading = read(folder)
    assert [item.source for item in reading.current()] == ["Ada/task3.py"] and len(reading.handed) == 2


# --- Gradescope and GitHub ------------------------------------------------------------------------------

METADATA = """---
submission_101:
  :submitters:
  - :name: Ada Lovelace
    :sid: '31001'
    :email: ada@example.org
  :created_at: 2026-05-31 17:00:00.123456000 Z
  :score: 3.0
submission_102:
  :submitters:
  - :name: Bob
    :email: bob@example.org
  - :name: Cem
    :email: cem@example.org
  :created_at: 2026-06-01 09:30:00 Z
submission_103:
  :submitters: []
"""


@pytest.mark.parametrize("wrapper", ["", "assignment_1_export/"])
def test_gradescope(tmp_path, wrapper):
    folder = laid_out(tmp_path / "in", *(f"{wrapper}submission_{n}/task3.py" for n in (101, 102, 103)))
    (folder / f"{wrapper}submission_metadata.yml").write_text(METADATA)
    reading = read(folder)
    people = {item.person.name: item for item in reading.handed}
    assert set(people) == {"Ada Lovelace", "Bob", "Cem", "submission 103"}
    assert (people["Ada Lovelace"].person.email, people["Ada Lovelace"].person.id) == ("ada@example.org", "31001")
    assert people["Cem"].submitted == people["Bob"].submitted == 1780306200.0
    assert reading.unassigned == []


@pytest.mark.parametrize(
    "text",
    [
        "submission_101: [1, 2]",
        "submission_101:\n  :submitters: 5",
        "- 1",
        "",
        ":a: !!python/object:os.system {}",
        "a: [",
        "\xff",
    ],
)
def test_odd_metadata_is_survived_or_a_sentence(tmp_path, text):
    folder = laid_out(tmp_path / "in", "submission_101/task3.py")
    (folder / "submission_metadata.yml").write_text(text, encoding="latin-1")
    try:
        reading = read(folder)
    except UsageError as error:
        assert "submission_metadata.yml cannot be read" in str(error)
    else:
        assert len(reading.handed) == 1


def test_github_classroom_clones(tmp_path):
    folder = laid_out(tmp_path / "in", *(f"week-three-{who}/task3.py" for who in ("ada-l", "bob", "zed")))
    laid_out(folder, *(f"week-three-{who}/.git/task3.py" for who in ("ada-l", "bob", "zed")))
    reading = read(folder)
    assert {(item.person.name, item.person.login) for item in reading.handed} == {
        ("ada-l", "ada-l"),
        ("bob", "bob"),
        ("zed", "zed"),
    }


def test_clones_of_an_assignment_called_like_a_task(tmp_path):
    folder = laid_out(
        tmp_path / "in", *(f"task3-{who}/{name}" for who in ("ada-l", "ada-m") for name in ("main.py", ".git/x"))
    )
    assert {(name, task) for name, task, _ in whose(read(folder))} == {("ada-l", "task3"), ("ada-m", "task3")}


# --- one student, one task ------------------------------------------------------------------------------


def test_one_students_own_folder(tmp_path):
    reading = read(laid_out(tmp_path / "Ada Lovelace", "task3.py", "task2.py"))
    assert {(name, task) for name, task, _ in whose(reading)} == {("Ada Lovelace", "task3"), ("Ada Lovelace", "task2")}


def test_task_for_files_whose_names_do_not_say_it(tmp_path):
    folder = laid_out(
        tmp_path / "in",
        "Ada/solution.py",
        "Bob/a.py",
        "Bob/b.py",
        "Cem/solution.py",
        "Cem/solution-1.py",
        "Dora/task2.py",
    )
    reading = read(folder, task="task3")
    assert {(name, source) for name, _, source in whose(reading)} == {
        ("Ada", "Ada/solution.py"),
        ("Cem", "Cem/solution.py"),
        ("Cem", "Cem/solution-1.py"),
    }
    assert [item.source for item in reading.current()] == ["Ada/solution.py", "Cem/solution-1.py"]
    assert dict(reading.unassigned) == {
        "Bob/a.py": "its name says no task",
        "Bob/b.py": "its name says no task",
        "Dora/task2.py": "it is for task2, and task3 is being graded",
    }


# --- nothing is dropped ---------------------------------------------------------------------------------


def test_what_is_not_assigned_says_why(tmp_path):
    folder = laid_out(
        tmp_path / "in", "Ada/utils.py", "task3.py", "Ada/task3.docx", "Bob/task3.py", "Ada/data.csv", "Ada/.hidden.py"
    )
    os.symlink("/etc/passwd", folder / "Ada" / "task2.py")
    os.symlink("/etc", folder / "Cem")
    reading = read(folder)
    assert dict(reading.unassigned) == {
        "Ada/utils.py": "its name says no task; name one with --task",
        "task3.py": "the name of no student is in its path",
        "Ada/task3.docx": "neither a Python file nor a notebook",
        "Ada/task2.py": "a link or a device, not a file",
        "Cem": "a link or a device, not a file",
        "Ada/.hidden.py": "a hidden file",
    }
    assert whose(reading) == {("Bob", "task3", "Bob/task3.py")}


def test_what_a_batch_wrote_into_the_same_folder_is_not_handed_in(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada/task3.py", "graded/ledger.sqlite", "graded/unpacked/inner/x/task3.py")
    shutil.make_archive(str(folder / "Bob"), "zip", laid_out(tmp_path / "made", "task3.py"))
    reading = read_folder(folder, TASKS, None, None, folder / "graded" / "unpacked")
    assert {name for name, _, _ in whose(reading)} == {"Ada", "Bob"} and len(reading.handed) == 2
    assert reading.unassigned == [("graded", "what a batch wrote")]
    laid_out(folder, "ledger.sqlite", "unpacked/archive/x/task3.py", "reports/a.html", "index.html")
    again = read_folder(folder, TASKS, None, None, tmp_path / "unpacked")
    assert {name for name, _, _ in whose(again)} == {"Ada", "Bob"} and len(again.handed) == 2


def test_a_damaged_archive_among_others_is_listed(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada/task3.py", "Bob.zip")
    ((name, reason),) = read(folder).unassigned
    assert name == "Bob.zip" and "cannot be unpacked" in reason


parts = st.text(alphabet="aAé task32-_.1", min_size=1, max_size=14).filter(lambda text: text.strip(". ") == text)
endings = st.sampled_from([".py", ".ipynb", ".PY"])


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.lists(parts, max_size=3), parts, endings), min_size=1, max_size=8),
    st.sampled_from(["", "task3"]),
)
def test_every_candidate_is_handed_or_listed(tmp_path, names, task):
    folder = tmp_path / str(len(list(tmp_path.iterdir())))
    folder.mkdir()
    for folders, stem, ending in names:
        try:
            laid_out(folder, "/".join([*folders, stem + ending]))
        except OSError:  # a folder where a file is
            continue
    candidates = [path for path in folder.rglob("*") if path.is_file()]
    reading = read(folder, task)
    sources = [item.source for item in reading.handed] + [name for name, _ in reading.unassigned]
    assert len(sources) == len(set(sources)) == len(candidates)
    assert all(reason for _, reason in reading.unassigned)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_that_are_not_text(tmp_path):
    folder = laid_out(
        tmp_path / "in",
        "Ada\udcff/task3.py",
        "Ada\udcfe/task3.py",
        "Bob\x1b[31m/task3.py",
        "a  b_task3.py",
        "a b_task3.py",
    )
    reading = read(folder)
    sources = {item.source for item in reading.handed}
    assert len(sources) == 5
    for source in sources:
        source.encode("utf-8")
        assert "\x1b" not in source


def test_odd_arguments_are_sentences(tmp_path):
    with pytest.raises(UsageError, match="There is no folder"):
        read(tmp_path / "nowhere")
    (tmp_path / "one.py").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        read(tmp_path / "one.py")
    (tmp_path / "empty").mkdir()
    assert read(tmp_path / "empty").handed == []


# --- what instructors also have ---------------------------------------------------------------------------


def test_two_of_one_name_in_moodle_stay_two_and_are_told_apart(tmp_path):
    reading = read(laid_out(tmp_path / "in", *(f"Ada B_{n}_assignsubmission_file_/task3.py" for n in (7, 8))))
    assert len(reading.people()) == 2
    assert set(people.told_apart(reading.people()).values()) == {"Ada B (7)", "Ada B (8)"}


def test_one_person_however_the_accents_are_written(tmp_path):
    names = [f"task{n}/{unicodedata.normalize(form, 'Zoë Żak')}/a.py" for n, form in ((2, "NFC"), (3, "NFD"))]
    reading = read(laid_out(tmp_path / "in", *names))
    assert len(reading.people()) == 1 and len(reading.handed) == 2


def test_a_folder_called_like_the_task(tmp_path):
    folder = laid_out(tmp_path / "Task 3", "ada.py", "Bob.ipynb", "Cem/solution.py", "Dora/a.py", "Dora/b.py")
    reading = read(folder)
    assert {(name, task) for name, task, _ in whose(reading)} == {("ada", "task3"), ("Bob", "task3"), ("Cem", "task3")}
    assert {name for name, _ in reading.unassigned} == {"Dora/a.py", "Dora/b.py"}  # which of them is not said


def test_students_of_whom_nothing_can_be_graded_are_listed(tmp_path):
    folder = laid_out(
        tmp_path / "in",
        "Ada/task3.py",
        "Ada/data/x.csv",
        "Bob/README.md",
        "Cem/task3.pdf",
        "Dora/hw.rar",
        "Emil/x/y.png",
    )
    (folder / "Franz").mkdir()
    assert dict(read(folder).unassigned) == {
        "Bob": "a folder without a Python file or a notebook",
        "Cem/task3.pdf": "neither a Python file nor a notebook",
        "Dora/hw.rar": "an archive of a kind that is not read: unpack it, or ask for a ZIP",
        "Emil": "a folder without a Python file or a notebook",
        "Franz": "a folder without a Python file or a notebook",
    }


def test_tests_beside_a_solution_are_not_taken_for_it(tmp_path):
    folder = laid_out(
        tmp_path / "in", "Ada/task3.py", "Ada/tests/task3_helpers.py", "Ada/test_task3.py", "Bob/test_task3.py"
    )
    os.utime(folder / "Ada/test_task3.py", (2e9, 2e9))
    reading = read(folder)
    assert {item.source for item in reading.current()} == {"Ada/task3.py", "Bob/test_task3.py"}
    assert dict(reading.unassigned) == dict.fromkeys(
        ("Ada/tests/task3_helpers.py", "Ada/test_task3.py"), "a test, beside a solution"
    )


def test_of_files_of_one_time_the_plain_name_counts(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada/task3.py", "Ada/task3_old.py", "Ada/my_task3.py")
    for path in (folder / "Ada").iterdir():
        os.utime(path, (1e9, 1e9))
    assert [item.source for item in read(folder).current()] == ["Ada/task3.py"]


def test_a_student_cannot_pass_for_another_by_names_inside_the_own_folder(tmp_path):
    folder = laid_out(
        tmp_path / "in",
        "Ada/Bob_12_assignsubmission_file_/task3.py",
        "Ada/submission_1/task3.py",
        "Ada/bob_12_34_task3.py",
        "Bob/task3.py",
        "Cem/task3.py",
        "Dora/task3.py",
        "Emil/task3.py",
    )
    (folder / "Ada/submission_metadata.yml").write_text("submission_1:\n  :submitters:\n  - :name: Bob\n")
    assert [item.source for item in read(folder).handed if item.person.name == "Bob"] == ["Bob/task3.py"]
    assert {item.person.name for item in read(folder).handed} == {"Ada", "Bob", "Cem", "Dora", "Emil"}


def test_an_archive_of_archives_of_folders(tmp_path):
    for name in ("Ada Lovelace", "Bob"):
        laid_out(tmp_path / "made" / name, f"{name}/homework/task3.py", "__MACOSX/._task3.py")
        shutil.make_archive(
            str(tmp_path / "class" / "deep" / name), "gztar" if name == "Bob" else "zip", tmp_path / "made" / name
        )
    made = Path(shutil.make_archive(str(tmp_path / "all"), "zip", tmp_path / "class"))
    reading = read(made)
    assert {name for name, _, _ in whose(reading)} == {"Ada Lovelace", "Bob"} and reading.unassigned == []


def test_a_thousand_archives_of_one_student_are_bounded_together(tmp_path, monkeypatch):
    folder = laid_out(tmp_path / "in", "Bob/task3.py")
    (folder / "Ada").mkdir()
    for n in range(5):
        with zipfile.ZipFile(folder / "Ada" / f"{n}.zip", "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr(f"task3-{n + 1}.py", "#" + "x" * 99_999)
    monkeypatch.setattr(archive, "MAX_TOTAL", 250_000)
    reading = read(folder)
    assert len(reading.handed) == 3
    assert [reason for _, reason in reading.unassigned] == ["the archive holds more than 2000 files or 0 MB"] * 3


def test_several_exports_of_gradescope_in_one_folder(tmp_path):
    folder = laid_out(tmp_path / "in", "task2/submission_101/a.py", "task3/submission_102/b.py")
    for task, part in (
        ("task2", METADATA.partition("submission_102")[0]),
        ("task3", "---\nsubmission_102" + METADATA.partition("submission_102")[2]),
    ):
        (folder / task / "submission_metadata.yml").write_text(part)
    assert {(name, task) for name, task, _ in whose(read(folder))} == {
        ("Ada Lovelace", "task2"),
        ("Bob", "task3"),
        ("Cem", "task3"),
    }


def test_clones_keep_logins_that_begin_alike(tmp_path):
    names = [
        f"deep-submissions/deep-ada-{mark}/{name}" for mark in "lm" for name in ("task3.py", "task1/a.ipynb", ".git/x")
    ]
    assert {(name, task) for name, task, _ in whose(read(laid_out(tmp_path / "in", *names)))} == {
        (f"ada-{mark}", task) for mark in "lm" for task in ("task1", "task3")
    }


def test_clones_of_several_assignments(tmp_path):
    names = [
        f"week-{week}-submissions/week-{week}-{who}/{name}"
        for week, task in ((1, "task1.py"), (2, "task3.ipynb"))
        for who in ("ada", "bob-b")
        for name in (task, ".git/x")
    ]
    reading = read(laid_out(tmp_path / "in", *names))
    assert {(name, task) for name, task, _ in whose(reading)} == {
        (who, task) for who in ("ada", "bob-b") for task in ("task1", "task3")
    }
    assert len(reading.people()) == 2


def test_a_login_on_the_roster_ends_a_repositorys_name(tmp_path):
    path = roster(tmp_path, "identifier,github_username,github_id,name\n1,ada-l,77,Ada Lovelace\n2,ada-m,78,Ada Moss\n")
    folder = laid_out(
        tmp_path / "in", *(f"week-3-{who}/{name}" for who in ("ada-l", "ada-m") for name in ("task3.py", ".git/x"))
    )
    assert {name for name, _, _ in whose(read(folder, roster=path))} == {"Ada Lovelace", "Ada Moss"}
    alone = laid_out(tmp_path / "one", "week-3-ada-m/task3.py", "week-3-ada-m/.git/x")
    assert {name for name, _, _ in whose(read(alone, roster=path))} == {"Ada Moss"}


def test_what_students_keep_in_git_inside_their_folders_is_not_their_name(tmp_path):
    names = [f"{who}/project/{name}" for who in ("Ada", "Bob") for name in ("task3.py", ".git/HEAD")]
    assert {name for name, _, _ in whose(read(laid_out(tmp_path / "in", *names)))} == {"Ada", "Bob"}


def test_a_tar_of_clones_keeps_working(tmp_path):
    folder = laid_out(tmp_path / "in", "hw-ada/task3.py", "hw-ada/.git/HEAD", "hw-bob/task3.py", "hw-bob/.git/HEAD")
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as bundle:
        bundle.add(folder, "classroom")
    assert {name for name, _, _ in whose(read(tmp_path / "all.tar.gz"))} == {"ada", "bob"}


# --- the roster -----------------------------------------------------------------------------------------


def roster(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "roster.csv"
    path.write_text(text, encoding=encoding)
    return path


@pytest.mark.parametrize(
    "header, row",
    [
        ("name,email,id", "Zoë Łukasz,z@example.org,31"),
        ("Student Name;Email Address;SID", "Łukasz Zoë;z@example.org;31"),
        ("First name,Last name,Email address,ID number", "Zoë,Łukasz,z@example.org,31"),
        ("Student\tSIS Login ID\tSIS User ID", '"Łukasz, Zoë"\tz@example.org\t31'),
    ],
)
@pytest.mark.parametrize(
    "name", ["Zoë Łukasz", "lukaszzoe_1_2_task3.py", "ZOE LUKASZ", "Łukasz Zoë_77_assignsubmission_file_", "zoe_lukasz"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_name_finds_its_row(tmp_path, header, row, name, encoding):
    source = name if name.endswith(".py") else f"{name}/task3.py"
    path = roster(tmp_path, f"{header}\n{row}\nBob Other,b@example.org,32\n", encoding)
    reading = read(laid_out(tmp_path / "in", source), roster=path)
    (item,) = reading.handed
    assert item.person.id == "31"


def test_who_handed_in_nothing_appears(tmp_path):
    path = roster(tmp_path, "name,email\nAda,ada@x.org\nBob,bob@x.org\n")
    reading = read(laid_out(tmp_path / "in", "ada/task3.py"), roster=path)
    assert [person.name for person in reading.people()] == ["Ada", "Bob"]


def test_a_name_that_two_bear_is_given_to_neither(tmp_path):
    path = roster(tmp_path, "name,id\nAda Berg,1\nAda Berg,2\n")
    (item,) = read(laid_out(tmp_path / "in", "Ada Berg/task3.py"), roster=path).handed
    assert item.person.id == "" and item.person.name == "Ada Berg"


def test_an_id_decides_between_two_of_one_name(tmp_path):
    path = roster(tmp_path, "name,id\nAda Berg,1\nAda Berg,2\n")
    (item,) = read(laid_out(tmp_path / "in", "bergada_2_99_task3.py"), roster=path).handed
    assert item.person.id == "2" and item.person.key == "2"


def test_login_and_email_find_the_row(tmp_path):
    path = roster(tmp_path, "name,email,github\nAda Lovelace,countess@example.org,al15\nBob Dam,bob@example.org,bd\n")
    reading = read(laid_out(tmp_path / "in", "al15/task3.py", "bob@example.org/task3.py"), roster=path)
    assert {item.person.name for item in reading.handed} == {"Ada Lovelace", "Bob Dam"}


@pytest.mark.parametrize(
    "text", ["", "a,b\n1,2\n", "name", "name,role\nEve,Teacher\n", 'name,id\n"Ada,1\nB,2\nC,3\nD,4\nE,5\n']
)
def test_an_odd_roster(tmp_path, text):
    path = roster(tmp_path, text)
    folder = laid_out(tmp_path / "in", "ada/task3.py")
    with pytest.raises(UsageError, match="roster"):
        read(folder, roster=path)


def test_sections_are_seen_through_with_a_roster(tmp_path):
    path = roster(tmp_path, "name,id\nAda,1\nBob,2\nCem,3\n")
    folder = laid_out(tmp_path / "in", "Monday/ada_task3.py", "Monday/bob_task3.py", "Tuesday/Cem/task3.py")
    assert {name for name, _, _ in whose(read(folder, roster=path))} == {"Ada", "Bob", "Cem"}


def test_a_team_of_moodle_is_its_members(tmp_path):
    path = roster(tmp_path, "name,id\nAnna-Lena Berg,1\nLena Berg,2\nAda,3\n")
    names = ("Team A-B-Anna-Lena Berg_1", "Team A-B-Lena Berg_2", "Ada_3")
    folder = laid_out(tmp_path / "in", *(f"{name}_assignsubmission_file_/task3.py" for name in names))
    assert {item.person.id for item in read(folder, roster=path).handed} == {"1", "2", "3"}


def test_a_number_of_canvas_is_nobodys_id(tmp_path):
    """Canvas counts users, schools count students: 1002 is one person here and another there."""
    path = roster(tmp_path, "name,id\nAda Berg,1001\nBob Dam,1002\n")
    (item,) = read(laid_out(tmp_path / "in", "adabergh_1002_99_task3.py"), roster=path).handed
    assert item.person.id == "" and item.person.canvas == "1002"


def test_the_gradebook_of_canvas_as_a_roster(tmp_path):
    path = roster(
        tmp_path,
        "Student,ID,SIS User ID,SIS Login ID,Section,Task 3 (7)\n    Points Possible,,,,,10\n"
        '"Berg, Ada",501,1001,ada@x.org,A,\n"Berg, Ada",502,1002,ada2@x.org,A,\n"Dam, Bob",503,1003,bob@x.org,A,\n',
    )
    reading = read(laid_out(tmp_path / "in", "bergada_502_99_task3.py"), roster=path)
    assert [(person.canvas, person.id, person.login) for person in reading.people()] == [
        ("501", "1001", "ada@x.org"),
        ("502", "1002", "ada2@x.org"),
        ("503", "1003", "bob@x.org"),
    ]
    assert reading.handed[0].person.id == "1002"


@pytest.mark.parametrize(
    "header, called",
    [
        ("Identifier,Full name,ID number,Email address,Status,Grade", "Participant "),
        ("ID,Vollständiger Name,ID-Nummer,E-Mail-Adresse,Status,Bewertung", "Teilnehmer/in"),
        ("Identyfikator,Imię i nazwisko,Numer ID,Adres e-mail,Status,Ocena", "Uczestnik"),
    ],
)
def test_the_worksheet_of_moodle_as_a_roster(tmp_path, header, called):
    rows = f"{called}77,Ada Berg,1001,ada@x.org,,\n{called}78,Ada Berg,1002,other@x.org,,\n"
    path = roster(tmp_path, f"{header}\n{rows}")
    reading = read(laid_out(tmp_path / "in", "Ada Berg_78_assignsubmission_file_/task3.py"), roster=path)
    assert [item.person.id for item in reading.handed] == ["1002"] and reading.strangers == []


def test_instructors_on_the_roster_of_gradescope_are_no_students(tmp_path):
    path = roster(
        tmp_path, "First Name,Last Name,SID,Email,Role\nAda,B,1,a@x.org,Student\nEve,T,2,e@x.org,Instructor\n"
    )
    assert [person.name for person in read(laid_out(tmp_path / "in", "a/task3.py"), roster=path).roster] == ["Ada B"]


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("start", ["", "sep=;\n"])
def test_what_spreadsheets_save(tmp_path, encoding, start):
    text = f"{start}Nachname;Vorname;E-Mail-Adresse;Matrikelnummer\r\nMüller;Jörg;j@x.org;7\r\n;;;\r\n"
    reading = read(laid_out(tmp_path / "in", "Joerg Mueller/task3.py"), roster=roster(tmp_path, text, encoding))
    assert [item.person.id for item in reading.handed] == ["7"] and len(reading.people()) == 1
    assert ("Windows-1252" in reading.note) == (encoding in ("latin-1", "cp1252"))


def test_a_roster_that_is_no_text_or_holds_a_row_twice(tmp_path):
    folder = laid_out(tmp_path / "in", "ada/task3.py")
    (tmp_path / "roster.csv").write_bytes(b"PK\x03\x04\0\0\xff")
    with pytest.raises(UsageError, match="it is no text"):
        read(folder, roster=tmp_path / "roster.csv")
    assert "more than one row for 1: " in read(folder, roster=roster(tmp_path, "name,id\nAda,1\nBob,1\n")).note


def test_who_is_not_on_the_roster_is_named_with_the_reason(tmp_path, capsys):
    path = roster(tmp_path, "name,id\nAda Berg,1\nAda Berg,2\nZoë,3\n")
    folder = laid_out(tmp_path / "in", "Ada Berg/task3.py", "Eve/task3.py", "Eve/task2.py")
    assert main(["batch", str(folder), "--out", str(tmp_path / "out"), "--dry-run", "--roster", str(path)]) == 0
    told = capsys.readouterr().out
    assert "nobody of the roster (2):\n    Ada Berg fits 2 people of the roster\n    Eve is not on the roster\n" in told
    for line in ("Ada Berg (1)                 -        nothing handed in", "Zoë", "Handed in nothing: 3."):
        assert line in told


def test_a_large_roster_is_quick(tmp_path):
    directory = people.Directory(
        [people.Person(str(n), f"First{n} Last{n}", f"f{n}@x.org", str(n)) for n in range(5000)]
    )
    assert all(directory.entry(people.Person("k", f"Last{n} First{n}")).id == str(n) for n in range(5000))
