"""A system's word comes from the level that the instructor's download made; what is in a person's hand-in is that person's."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from grader.instructor.intake.folder import read_folder
from grader.instructor.intake.handed import Reading
from grader.instructor.intake.roster import read_roster
from grader.task import catalog

TASKS = catalog.tasks()
ROSTER = "name,id,login\nAda Lovelace,71001,alovelace\nBob Dam,71002,bdam\nEve Smith,71003,esmith\n"
# What Eve puts into her own archive or folder.
INSIDE = {
    "gradescope": {
        "submission_metadata.yml": "submission_1:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '71001'\n"
        "submission_2:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '71001'\n  :created_at: 2001-01-01 00:00:00 Z\n",
        "submission_1/task3.py": "x",
    },
    "moodle": {f"Ada Lovelace_{n}_assignsubmission_file_/task3.py": "x" for n in range(1, 9)},
    "moodle flat": {f"Ada Lovelace_{n}_assignsubmission_file_task3.py": "x" for n in range(1, 9)},
    "canvas": {f"lovelaceada_{n}_9{n}_task3-9.py": "x" for n in range(100, 140)},
    "git": {
        **{f"w-{who}/{name}": "x" for who in ("alovelace", "bdam") for name in (".git/HEAD", "task3.py")},
    },
    "brightspace": {"1-2 - Ada Lovelace - Oct 1, 2001 900 AM - task3.py": "x"},
    "blackboard": {"Exercise 3_alovelace_attempt_2001-10-12-23-59-10_task3.py": "x"},
    "nbgrader": {"alovelace+task3+2001-10-12 19:59:10 UTC/task3.py": "x", "timestamp.txt": "2001-01-01 00:00:00 UTC"},
    "sakai": {"Lovelace, Ada(alovelace)/task3.py": "x", "Lovelace, Ada(alovelace)/timestamp.txt": "20010101000000000"},
    "plain": {"Ada Lovelace/task3.py": "x", "ada_lovelace_task3.py": "x"},
}
# Where a download of each system puts Eve's archive, and what is beside it.
PLACES = {
    "moodle": ("Eve Smith_9_assignsubmission_file_/hw.zip", ["Ada Lovelace_8_assignsubmission_file_/task3.py"]),
    "moodle flat": ("Eve Smith_9_assignsubmission_file_hw.zip", ["Ada Lovelace_8_assignsubmission_file_task3.py"]),
    "canvas": ("smitheve_9_99_hw.zip", ["lovelaceada_8_98_task3.py", "dambob_7_97_task3.py"]),
    "canvas, not on the roster": ("smytheeva_9_99_hw.zip", ["lovelaceada_8_98_task3.py", "dambob_7_97_task3.py"]),
    "brightspace": (
        "9-1 - Eve Smith - Oct 12, 2025 900 AM - hw.zip",
        ["8-1 - Ada Lovelace - Oct 12, 2025 1159 PM - task3.py"],
    ),
    "blackboard": (
        "Ex 3_esmith_attempt_2025-10-12-23-59-10_hw.zip",
        ["Ex 3_alovelace_attempt_2025-10-12-23-59-10_task3.py"],
    ),
    "gradescope": ("submission_2/hw.zip", ["submission_3/task3.py"]),
    "folders": ("Eve Smith/hw.zip", ["Ada Lovelace/task3.py", "Bob Dam/task3.py"]),
    "folders, not on the roster": ("Eva Smythe/hw.zip", ["Ada Lovelace/task3.py", "Bob Dam/task3.py"]),
    "archives": ("Eve Smith.zip", ["Ada Lovelace/task3.py", "Bob Dam/task3.py"]),
    "clones": ("w3-esmith/hw.zip", ["w3-esmith/.git/HEAD", "w3-alovelace/.git/HEAD", "w3-alovelace/task3.py"]),
}


def laid_out(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    return folder


def read(folder: Path, roster: str = "") -> Reading:
    path = None
    if roster:
        path = folder.parent / "roster.csv"
        path.write_text(roster, encoding="utf-8")
    return read_folder(folder, TASKS, None, path, folder.parent / "unpacked")


# Some downloads hold files alone.
CASES = [(place, packed) for place, (where, _) in PLACES.items() for packed in (True, False) if packed or "/" in where]


@pytest.mark.parametrize("listed", [True, False], ids=["roster", "no roster"])
@pytest.mark.parametrize("inside", INSIDE)
@pytest.mark.parametrize("place, packed", CASES)
def test_nobody_takes_anothers_place_from_the_own_hand_in(tmp_path, place, inside, listed, packed):
    where, beside = PLACES[place]
    folder = laid_out(tmp_path / "in", *beside)
    if place == "gradescope":
        (folder / "submission_metadata.yml").write_text(
            "submission_2:\n  :submitters:\n  - :name: Eve Smith\n    :sid: '71003'\n  :created_at: 2025-06-01 09:00:00 Z\n"
            "submission_3:\n  :submitters:\n  - :name: Ada Lovelace\n    :sid: '71001'\n"
        )
    own = folder / where
    if packed:
        own.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(own, "w") as bundle:
            for name, text in INSIDE[inside].items():
                bundle.writestr(name, text)
    else:
        for name, text in INSIDE[inside].items():
            (own.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (own.parent / name).write_text(text)
    reading = read(folder, ROSTER if listed else "")
    mine = where.removesuffix(".zip") if packed else where.rpartition("/")[0]
    for item in reading.handed:
        is_adas = "lovelace" in item.person.name.casefold() or item.person.id == "71001"
        assert is_adas == (
            (item.source in beside and "ovelace" in item.source) or item.source == "submission_3/task3.py"
        )
        if item.source.startswith(mine):
            assert not item.submitted or item.submitted > 1_500_000_000.0  # not in 2001
            assert "canvas" not in place or item.attempt in (0, 9)
    assert any(item.source.startswith(mine) for item in reading.handed)


@pytest.mark.parametrize("wrapper", ["", "week 3/"])
def test_downloads_of_several_tasks_in_one_folder(tmp_path, wrapper):
    """ZIPs as systems make them, beside each other: their members' times are the system's."""
    for task, when in ((2, 5), (3, 6)):
        path = tmp_path / "in" / wrapper / f"Course-Task {task}-99.zip"
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w") as bundle:
            for who in ("Ada Lovelace", "Bob Dam"):
                name = f"{who}_{task}{len(who)}_assignsubmission_file_/main.py"
                bundle.writestr(zipfile.ZipInfo(name, (2025, when, 1, 12, 0, 0)), "x")
    reading = read(tmp_path / "in")
    assert {(item.person.name, item.task.name) for item in reading.handed} == {
        (who, f"task{task}") for who in ("Ada Lovelace", "Bob Dam") for task in (2, 3)
    }
    assert all(item.submitted < 1_750_000_000.0 for item in reading.handed)


def test_a_gradescope_export_that_lies_packed_in_the_folder(tmp_path):
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "assignment_5_export.zip", "w") as bundle:
        for number in (1, 2):
            bundle.writestr(f"assignment_5_export/submission_{number}/task3.py", "x")
        bundle.writestr(
            "assignment_5_export/submission_metadata.yml",
            "submission_1:\n  :submitters:\n  - :name: Ada\nsubmission_2:\n  :submitters:\n  - :name: Bob\n",
        )
    assert {item.person.name for item in read(tmp_path / "in").handed} == {"Ada", "Bob"}


@pytest.mark.parametrize(
    "names, expected",
    [
        (["hoppergrace_LATE_102_9002_homework.zip"], {("Grace Hopper", "task3", 0, True)}),
        (["oneillpat_105_9006_task3-1.zip"], {("Pat O'Neill", "task3", 1, False)}),
        (["Grace Hopper_502_assignsubmission_file_my task 3 (final).zip"], {("Grace Hopper", "task3", 0, False)}),
        (["Pat O'Neill_504_assignsubmission_file_hw-3.zip"], {("Pat O'Neill", "task3", 0, False)}),
        (["Grace Hopper_502_assignsubmission_file_hw/task3.py"], {("Grace Hopper", "task3", 0, False)}),
        (["hoppergrace_LATE_102_9002_homework/task3.py"], {("Grace Hopper", "task3", 0, True)}),
    ],
)
def test_a_systems_name_on_an_archive_or_a_folder(tmp_path, names, expected):
    folder = tmp_path / "in"
    folder.mkdir()
    for name in names:
        if name.endswith(".zip"):
            with zipfile.ZipFile(folder / name, "w") as bundle:
                bundle.writestr("task3.py", "x")
        else:
            laid_out(folder, name)
    roster = 'Student,ID,SIS User ID,SIS Login ID\n"Hopper, Grace",102,1,g@x.org\n"O\'Neill, Pat",105,2,p@x.org\n'
    reading = read(folder, roster)
    names_of = {"1": "Grace Hopper", "2": "Pat O'Neill"}
    assert {(names_of[item.person.id], item.task.name, item.attempt, item.late) for item in reading.handed} == expected


def test_times_that_systems_wrote_count_and_those_of_archives_members_do_not(tmp_path):
    folder = laid_out(tmp_path / "in", "ada/task3/task3.py", "bob/task3/task3.py")
    (folder / "ada/task3/timestamp.txt").write_text("2025-10-12 19:59:10 UTC")
    (folder / "bob/task3/timestamp.txt").write_text("2025-10-12 21:59:10.123456 +0200")
    assert [(item.submitted, item.clock) for item in read(folder).handed] == [(1760299150.0, "system")] * 2
    (tmp_path / "one").mkdir()
    with zipfile.ZipFile(tmp_path / "one" / "Eve.zip", "w") as bundle:
        bundle.writestr(zipfile.ZipInfo("task3.py", (2001, 1, 1, 0, 0, 0)), "x")
    os.utime(tmp_path / "one" / "Eve.zip", (1.7e9, 1.7e9))
    (item,) = read(tmp_path / "one").handed
    assert (item.submitted, item.clock) == (1.7e9, "file")


def test_a_student_alone_writes_no_timestamp(tmp_path):
    folder = laid_out(tmp_path / "in", *(f"{who}/task3.py" for who in ("ada", "bob", "eve")))
    (folder / "eve/timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    assert {item.clock for item in read(folder).handed} == {"file"}
    moodle = laid_out(tmp_path / "moodle", "Eve_9_assignsubmission_file_/task3.py")
    (moodle / "Eve_9_assignsubmission_file_/timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    assert {item.clock for item in read(moodle).handed} == {"file"}


def test_known_forms_give_owner_and_time(tmp_path):
    names = [
        "10234-77120 - Ada Lovelace - Oct 12, 2025 1159 PM - task3.py",
        "10235-77120 - Bob Dam - Oct 13, 2025 905 AM/task3.py",
        "10235-77120 - Bob Dam - Oct 13, 2025 1215 AM/task3.py",
    ]
    folder = laid_out(tmp_path / "in", *names, "index.html")
    reading = read(folder, ROSTER)
    assert [item.source for item in reading.current()] == names[:2] and reading.unassigned == []
    folder = laid_out(
        tmp_path / "bb",
        "Exercise 3_al_ove_attempt_2025-10-12-23-59-10_task3.py",
        "Exercise 3_al_ove_attempt_2025-10-12-23-59-10.txt",
        "Exercise 3_al_ove_attempt_2025-10-13-00-59-10_task3.py",
    )
    reading = read(folder, "name,login\nAda Lovelace,al_ove\nBob,ove\n")
    assert [item.person.name for item in reading.handed] == ["Ada Lovelace"] * 2 and reading.unassigned == []


@pytest.mark.parametrize(
    "name, task",
    [
        ("ada-lovelace-task-3.py", "task3"),
        ("ada-lovelace_task-3.ipynb", "task3"),
        ("ada-lovelace-task-10.py", "task10"),
        ("ada.lovelace.task.3.py", "task3"),
        ("ada-lovelace-task-3.ipynb.json", "task3"),
        ("ada-lovelace-task-3 (1).py.txt", "task3"),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_a_hyphen_before_the_number(tmp_path, name, task, listed):
    (item,) = read(laid_out(tmp_path / "in", name), ROSTER if listed else "").handed
    assert item.task.name == task
    assert item.person.name.replace("-", " ").replace(".", " ").casefold() == "ada lovelace"


def test_several_in_one_name_are_a_group_and_a_file_in_it_says_whose_it_is(tmp_path):
    folder = laid_out(
        tmp_path / "in", "Ada Lovelace & Bob Dam/task3.py", "esmith_task3.py", "Bob Dam, Eve Smith/bob dam task2.py"
    )
    reading = read(folder, ROSTER)
    assert {(item.person.name, item.task.name) for item in reading.handed} == {
        ("Ada Lovelace", "task3"),
        ("Bob Dam", "task3"),
        ("Eve Smith", "task3"),
        ("Bob Dam", "task2"),
    }


@pytest.mark.parametrize(
    "name",
    [
        "Portal 5 [2025] Eve Smith (71003) Ada Lovelace task3.py",
        "5 - Eve Smith (esmith) - 2025-10-12 - alovelace task3.py",
        "Ex 3_esmith_attempt_2025-10-12-23-59-10_x_alovelace_attempt_2025-10-12-23-59-10_task3.py",
        "9-1 - Eve Smith - Oct 12, 2025 900 AM - 8-1 - Ada Lovelace - Oct 12, 2025 900 AM - task3.py",
        "Eve Smith_9_assignsubmission_file_Ada Lovelace_8_assignsubmission_file_task3.py",
        "smitheve_9_99_lovelaceada_8_98_task3.py",
    ],
)
def test_a_name_that_a_student_gave_a_file_is_no_owner(tmp_path, name):
    assert [item.person.name for item in read(laid_out(tmp_path / "in", name), ROSTER).handed] == ["Eve Smith"]


def test_names_of_an_unknown_form_ask_for_a_roster(tmp_path):
    names = [f"Lab {n} [2025-10-{n}] Ada {n} x{n} task3.py" for n in range(10, 15)]
    assert "--roster" in read(laid_out(tmp_path / "in", *names)).note
    assert read(laid_out(tmp_path / "plain", "ada_task3.py", "bob_task3.py")).note == ""


def test_a_person_of_whom_nothing_can_be_graded_is_listed(tmp_path):
    folder = laid_out(
        tmp_path / "in",
        "lovelaceada_1_2_task3.py",
        "dambob_2_3_task3.json",
        "smitheve_3_4_hw.csv",
        ".task3.py.icloud",
    )
    with zipfile.ZipFile(folder / "kaycem_4_5_hw.zip", "w") as bundle:
        bundle.writestr("readme.md", "x")
    reading = read(folder)
    assert [item.person.name for item in reading.handed] == ["lovelaceada"]
    assert {name for name, _ in reading.unassigned} == {
        "dambob_2_3_task3.json",
        "smitheve_3_4_hw.csv",
        ".task3.py.icloud",
        "kaycem_4_5_hw",
    }


def test_a_file_is_what_its_content_is(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada/task3.json", "Bob/task3.txt", "Cem/data.json")
    (folder / "Ada/task3.json").write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    (folder / "Bob/task3.txt").write_text("import numpy as np\n\ndef hidden_layer(x):\n    return x\n")
    reading = read(folder)
    assert {item.source for item in reading.handed} == {"Ada/task3.json", "Bob/task3.txt"}
    assert [name for name, _ in reading.unassigned] == ["Cem"]


# --- the roster ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "utf-16", "utf-8-sig"])
def test_a_polish_roster_of_any_program(tmp_path, encoding):
    text = "Imię;Nazwisko;Adres e-mail\r\nŁukasz;Żak;l@x.pl\r\nŚwiętosława;Źdźbło;s@x.pl\r\n"
    (tmp_path / "r.csv").write_bytes(text.encode(encoding))
    assert [person.name for person in read_roster(tmp_path / "r.csv").people] == ["Łukasz Żak", "Świętosława Źdźbło"]


@pytest.mark.parametrize(
    "text, names, left_out",
    [
        ("identifier,github_username,github_id,name\nada@x.org,ada-l,7,\n,bob-b,8,\n", ["ada@x.org", "bob-b"], ""),
        (
            "First Name,Last Name,Role\nAda,B,Learner\nEve,T,TA\nCem,D,auditing student\n",
            ["Ada B", "Cem D"],
            "(1): Eve T (TA)",
        ),
        ("Preferred First Name,Last Name,Email\nAddie,Lovelace,a@x.org\n", ["Addie Lovelace"], ""),
        ("login,id\nada,1001\n", ["ada"], ""),
        ("name,id\nAda,1\n,\n ,2\n", ["Ada", "2"], ""),
        ("OrgDefinedId,Username,Last Name,First Name\n#1001,#al,Lovelace,Ada\n", ["Ada Lovelace"], ""),
    ],
)
def test_whatever_names_a_person_is_taken(tmp_path, text, names, left_out):
    (tmp_path / "r.csv").write_text(text)
    roster = read_roster(tmp_path / "r.csv")
    assert [person.name for person in roster.people] == names and left_out in roster.note


def test_a_preferred_name_and_the_other_one_are_one_person(tmp_path):
    folder = laid_out(tmp_path / "in", "Ada Lovelace/task3.py", "Augusta Lovelace/task2.py")
    reading = read(folder, "First Name,Preferred Name,Last Name,SID\nAugusta,Ada,Lovelace,9\n")
    assert [item.person.id for item in reading.handed] == ["9", "9"]


@pytest.mark.parametrize(
    "page, name",
    [
        ("cp852", "Łukasz Żak"),
        ("cp850", "Søren Ødegård"),
        ("cp866", "Иван Петров"),
        ("cp1250", "Łukasz Żak"),
        ("cp437", "Jürgen Müller"),
    ],
)
def test_names_in_a_zip_of_another_code_page(tmp_path, page, name):
    raw, plain = name.encode(page), "x" * len(name.encode(page))
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as bundle:
        bundle.writestr(f"{plain}/task3.py", "x")
        bundle.writestr("Ada/task3.py", "x")
    path.write_bytes(path.read_bytes().replace(plain.encode(), raw))
    reading = read(path, f"name,id\n{name},1\nAda,2\n")
    assert {item.person.id for item in reading.handed} == {"1", "2"} and "odd" not in reading.note
    assert name in {item.person.name for item in read_folder(path, TASKS, None, None, tmp_path / "u").handed}


def test_a_description_in_a_students_folder_is_not_even_read(tmp_path, monkeypatch):
    from grader.instructor.intake import levels

    folder = laid_out(tmp_path / "in", "Ada/task3.py", "Eve/submission_1/task3.py", "Eve/submission_2/task3.py")
    (folder / "Eve/submission_metadata.yml").write_text("submission_1: [")
    monkeypatch.setattr(levels, "read_metadata", lambda path: pytest.fail("it was read"))
    assert {item.person.name for item in read(folder).handed} == {"Ada", "Eve"}
