"""Pairs that share code: found where it was copied, not where only the stub is shared."""

from __future__ import annotations

import re

import pytest
from batches import graded, handed, person, stored

from grader.instructor.grades.gradebook import build
from grader.task import catalog

pytest.importorskip("copydetect")

from grader.instructor.batch.similarity import pairs_above

TASK = catalog.find("task3")
STUB = catalog.path_of(TASK, "stub.py").read_text(encoding="utf-8")
RIGHT = {
    path.stem: path.read_text(encoding="utf-8")
    for path in sorted(catalog.path_of(TASK, "right", kind="reference").glob("*.py"))
}


def pairs(out, texts, threshold=0.8, people=None, sources=None):
    items = [
        handed(
            person((people or range(len(texts)))[n]), "task3", source=(sources or {}).get(n, f"{n}/task3.py"), attempt=n
        )
        for n in range(len(texts))
    ]
    ledger = stored(out, [(item, graded(item, source=text)) for item, text in zip(items, texts)])
    return pairs_above(ledger, threshold, build(ledger))


def disguised(text):
    """What is done to a copy: other names, other comments, other spaces."""
    text = re.sub(r"#.*", "# my own work", text)
    for old, new in (("inputs", "xs"), ("W", "weights"), ("result", "r"), ("values", "vv")):
        text = re.sub(rf"\b{old}\b", new, text)
    return '"""By me."""\n\n\n' + text.replace("    ", "  ")


@pytest.mark.parametrize("name", ["objects", "columns"])
def test_a_disguised_copy_is_found(tmp_path, name):
    (pair,) = pairs(tmp_path, [RIGHT[name], disguised(RIGHT[name])])
    assert pair.share >= 0.8 and pair.task == "task3" and {pair.one, pair.other} == {person(0).name, person(1).name}


def test_only_the_stub_in_common_is_nothing(tmp_path):
    assert pairs(tmp_path, [STUB, STUB, STUB + "\nx = 1\n"], 0.1) == []


def test_the_stub_around_different_solutions_is_nothing(tmp_path):
    texts = [STUB + "\n" + RIGHT[name] for name in ("objects", "loops", "columns")]
    assert pairs(tmp_path, texts) == []


def test_right_solutions_in_different_styles_are_not_alike(tmp_path):
    assert pairs(tmp_path, list(RIGHT.values()), 0.9) == []


def test_two_files_of_one_person_are_no_pair(tmp_path):
    assert pairs(tmp_path, [RIGHT["objects"]] * 2, people=[1, 1]) == []


def test_a_file_that_a_group_handed_in_together_is_no_pair(tmp_path):
    sources = {0: "submission_1/task3.py", 1: "submission_1/task3.py"}
    found = pairs(tmp_path, [RIGHT["objects"]] * 3, sources=sources)
    assert {(pair.one, pair.other) for pair in found} == {(person(n).name, person(2).name) for n in (0, 1)}


def test_only_what_counts_is_compared(tmp_path):
    """Of three attempts the last, so that a pair stands there once."""
    (pair,) = pairs(tmp_path, [RIGHT["objects"]] * 4, people=[1, 1, 1, 2])
    assert {pair.one, pair.other} == {person(1).name, person(2).name}


def test_a_pair_stands_in_the_class_report_with_both_reports(tmp_path):
    from grader.instructor.batch import publish
    from grader.instructor.grades.lateness import LatePolicy

    pairs(tmp_path, [RIGHT["objects"], disguised(RIGHT["objects"])])
    publish.publish(tmp_path, LatePolicy(), "latest", similarity=0.8)
    text = (tmp_path / "index.html").read_text(encoding="utf-8")
    row = text[text.index("Similar solutions") :]
    for number in (0, 1):
        assert re.search(rf'<a href="reports/task3-[^"]+\.html">{person(number).name}</a>', row)
    publish.publish(tmp_path, LatePolicy(), "latest")
    assert "Similar solutions" not in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_most_alike_come_first_and_all_are_there(tmp_path):
    found = pairs(tmp_path, [RIGHT["objects"], RIGHT["objects"], disguised(RIGHT["objects"]), RIGHT["loops"]])
    assert len(found) == 3 and [pair.share for pair in found] == sorted((pair.share for pair in found), reverse=True)


@pytest.mark.parametrize("text", ["", "def (:", "\x00", "x" * 100_000, "é" * 5000])
def test_any_text_is_survived(tmp_path, text):
    assert isinstance(pairs(tmp_path, [text, text]), list)
