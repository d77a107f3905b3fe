"""A student's file is read, or gets a sentence that says why not; names stand for tasks and students."""

from __future__ import annotations

import hashlib
import json
import os
import signal

import pytest

from grader.base.errors import Unreadable
from grader.submission.file import read
from grader.submission.limits import MAX_SOURCE
from grader.submission.names import is_called_code, student_of, task_in_name
from grader.submission.source import Submission
from grader.task import Task, catalog

CODE = "def f(x):\n    return 'é'\n"


@pytest.fixture
def give(tmp_path):
    def write(data, name="task3.py"):
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return write


def refused(path, said):
    with pytest.raises(Unreadable, match=said) as caught:
        read(path)
    assert caught.value.hint
    assert "Traceback" not in str(caught.value)
    return caught.value


# --- text --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        CODE.encode(),
        b"\xef\xbb\xbf" + CODE.encode(),
        CODE.encode("utf-16"),
        b"\xff\xfe" + CODE.encode("utf-16-le"),
        b"\xfe\xff" + CODE.encode("utf-16-be"),
        CODE.replace("\n", "\r\n").encode(),
        CODE.replace("\n", "\r").encode(),
    ],
    ids=["utf8", "bom", "utf16", "utf16-le", "utf16-be", "crlf", "cr"],
)
def test_every_usual_encoding_gives_the_same_text(give, data):
    submission = read(give(data))
    assert submission.source == CODE
    assert submission.sha256 == hashlib.sha256(data).hexdigest()
    assert submission.cells == () == submission.notes


@pytest.mark.parametrize("cookie", ["latin-1", "iso-8859-15", "cp1252"])
def test_a_coding_line_is_obeyed(give, cookie):
    text = f"# -*- coding: {cookie} -*-\n{CODE}"
    assert read(give(text.encode(cookie))).source == text
    text = f"#!/usr/bin/env python\n# vim: set fileencoding={cookie} :\n{CODE}"
    assert read(give(text.encode(cookie))).source == text


@pytest.mark.parametrize(
    "data",
    [
        CODE.encode("latin-1"),
        b"# coding: klingon\n",
        b"# coding: hex\n66",
        b"\xef\xbb\xbf# coding: latin-1\n",
        b"\xff\xfe\x00\xd8a\x00",  # UTF-16 with a lone surrogate
        b"\xff\xfea",  # half a character
        b"x = '\xed\xa0\x80'\n",  # a surrogate in UTF-8
        b"\x89PNG\r\n\x1a\n\xff\xff",
    ],
)
def test_what_is_no_text_gets_a_sentence(give, data):
    refused(give(data), "not text in UTF-8")


@pytest.mark.parametrize("data", [b"x = 1\0\n", b"\0" * 1000, CODE.encode("utf-16-le")])
def test_zero_bytes_get_a_sentence(give, data):
    refused(give(data), "zero bytes|not text")


@pytest.mark.parametrize("data", [b"", b" \n\t\r\n", b"\xef\xbb\xbf", b"\f\n"])
def test_an_empty_file_gets_a_sentence(give, data):
    refused(give(data), "is empty")


@pytest.mark.parametrize("data", ["# only a comment\n", "x\f= 1\n", "def f(:\n", "x = 1\n\ty = 2\n"])
def test_what_python_makes_of_it_is_not_decided_here(give, data):
    assert read(give(data)).source == data


# --- size and kind of file -----------------------------------------------------------------------------


@pytest.mark.parametrize("megabytes", [3, 20])
def test_a_large_file_is_refused(give, megabytes):
    refused(give(b"x = 1\n" * (megabytes * 1_000_000 // 6)), "too large: a solution may hold 1 MB")


def test_the_largest_file_is_read(give):
    assert len(read(give(b"#" * MAX_SOURCE)).source) == MAX_SOURCE


def test_no_such_file(tmp_path):
    refused(tmp_path / "task3.py", "There is no file .*task3.py")


def test_a_folder(tmp_path):
    (tmp_path / "task3.py").mkdir()
    refused(tmp_path / "task3.py", "is a folder")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_and_never_waited_for(tmp_path):
    os.mkfifo(tmp_path / "task3.py")
    signal.alarm(20)
    try:
        refused(tmp_path / "task3.py", "not a regular file")
    finally:
        signal.alarm(0)


@pytest.mark.skipif(not os.path.exists("/dev/null"), reason="no /dev/null here")
def test_devices_are_refused(tmp_path):
    (tmp_path / "task3.py").symlink_to("/dev/null")
    refused(tmp_path / "task3.py", "not a regular file")
    refused("/dev/null", "not a regular file")


def test_links(tmp_path, give):
    (tmp_path / "link.py").symlink_to(give(CODE))
    assert read(tmp_path / "link.py").source == CODE
    (tmp_path / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    refused(tmp_path / "dangling.py", "There is no file")
    (tmp_path / "loop.py").symlink_to(tmp_path / "loop.py")
    refused(tmp_path / "loop.py", "cannot be read")


def test_names_that_no_file_system_takes(tmp_path):
    refused(tmp_path / ("x" * 5000 + ".py"), "cannot be read")
    refused(tmp_path / "a\0b.py", "cannot be read")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(give):
    path = give(CODE)
    path.chmod(0)
    refused(path, "cannot be read: Permission denied")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "task3.txt",
            "task3",
            "task3.docx",
            "task3.py.bak",
            ".py",
            "task3.pyw",
            "task3.PY",
            "task3.py.txt",
            "task3.json",
        ),
        *("task3.py (1).txt", "task3.py(2)", "task3.py.download", "task3.ipynb", "task3.ipynb.txt"),
    ],
)
def test_python_is_python_whatever_its_name(give, name):
    submission = read(give(CODE, name))
    assert (submission.source, submission.cells) == (CODE, ())
    assert submission.run_name.endswith(".py") and ".py.py" not in submission.run_name


@pytest.mark.parametrize("name", ["task3.txt", "task3", "task3.docx", "task3.bak", "notes.md"])
@pytest.mark.parametrize("data", ["I have done task 3, see below.\n", b"\x89PNG\r\n", b"", "x = 1\n", '{"a": 1}'])
def test_another_kind_of_file(give, name, data):
    refused(give(data, name), "neither a Python file nor a notebook")


@pytest.mark.parametrize("name", ["task3.py", "task3.ipynb", "task3.py.txt", "task3.zip"])
@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"<!DOCTYPE html>\n<html><body>import numpy as np</body></html>", "is a web page, not a"),
        (b"\xef\xbb\xbf<HTML>def f(x):", "is a web page, not a"),
        (b"PK\x03\x04\x14\0\0import x", "an archive or an office document|is not a notebook"),
        (b"%PDF-1.7\n", "a PDF document|is not a notebook"),
        (b"{\\rtf1\\ansi import numpy}", "text document|is not a notebook"),
    ],
)
def test_what_was_saved_in_another_format_is_named(give, name, data, said):
    refused(give(data, name), said)


def test_a_large_archive_is_named(give):
    refused(give(b"PK\x03\x04" + b"x" * 3_000_000), "archive or an office document")


@pytest.mark.parametrize("name", ["TASK3.PY", "Task 3.Py", "ünï cødé.py"])
def test_capitals_and_odd_names_are_fine(give, name):
    submission = read(give(CODE, name))
    assert submission.name == name
    assert submission.run_name.isascii() and submission.run_name.endswith(".py") and " " not in submission.run_name


NOTEBOOK = json.dumps(
    {
        "cells": [
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": "%pylab\na = 1"},
            {"cell_type": "code", "metadata": {}, "outputs": [], "source": "def f(x):\n    return x"},
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
)


@pytest.mark.parametrize(
    "name",
    [
        *("task3.py", "task3.pyw", "task3.txt", "task3", "task3.json", "task3.IPYNB"),
        *("task3.ipynb.json", "task3.ipynb.txt", "task3.ipynb (1).txt", "task3.ipynb.download"),
    ],
)
@pytest.mark.parametrize("space", ["", "\ufeff \n"])
def test_a_notebook_is_one_whatever_its_name(give, name, space):
    submission = read(give(space + NOTEBOOK, name))
    assert submission.source == read(give(NOTEBOOK, "task3.ipynb")).source
    assert [number for number, _, _ in submission.cells] == [1, 2]


def test_a_large_notebook_is_read_whatever_its_name(give):
    tree = json.loads(NOTEBOOK)
    tree["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x" * 3_000_000}]
    tree = {"metadata": {"widgets": "y" * 200_000}, **tree}
    assert len(read(give(json.dumps(tree), "task3.ipynb.json")).cells) == 2
    assert len(read(give(json.dumps(tree), "task3.py")).cells) == 2


def test_a_dictionary_is_no_notebook(give):
    assert read(give('{"cells": 1}\nimport os\n')).cells == ()


def test_a_notebook(give):
    submission = read(give(NOTEBOOK, "task3.ipynb"))
    assert [submission.place(line) for line in (1, 2, 4, 5)] == [
        "cell 1, line 1",
        "cell 1, line 2",
        "cell 2, line 1",
        "cell 2, line 2",
    ]
    assert submission.line(4) == "def f(x):"
    assert submission.notes == ("Cell 1, line 1: %pylab was left out.",)


def test_places_in_a_plain_file():
    submission = Submission("a.py", "", "x = 1\n  y = 2", "")
    assert submission.place(2) == "line 2"
    assert submission.place(2, capital=True) == "Line 2"
    assert submission.line(2) == "y = 2"
    assert submission.line(0) == submission.line(3) == ""


def test_a_trace_of_anything_but_lines_is_empty():
    submission = Submission("a.py", "", "x = 1", "")
    assert submission.trace({"frames": [{"line": 1}]}) == ["line 1: x = 1"]
    for frames in (None, 5, "x", [5], [{"line": "1"}], [{"line": True}], {}):
        assert submission.trace({"frames": frames}) == []


# --- names ---------------------------------------------------------------------------------------------


def known():
    slugs = [
        "logistic-regression",
        "forward-propagation",
        "hidden-layers",
        "backpropagation",
        "function-optimisation",
        "deep-network-training",
        "mnist-dense",
        "weights-initialisation",
        "mnist-cnn",
        "dropout",
    ]
    return [Task(number, slug, slug, slug, 0, (), ()) for number, slug in enumerate(slugs, 1)]


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("task3.py", 3),
        ("task3_anything.ipynb", 3),
        ("hidden-layers.py", 3),
        ("hidden_layers.py", 3),
        ("Hidden Layers.ipynb", 3),
        ("Task 3.ipynb", 3),
        ("ada-lovelace_task3.py", 3),
        ("ada_hidden-layers.py", 3),
        ("TASK3.PY", 3),
        ("task-3.py", 3),
        ("task_03.py", 3),
        ("task3 (1).py", 3),
        ("task3.final.py", 3),
        ("task3b.py", 3),
        ("task03-hidden_layers.py", 3),
        ("task1.py", 1),
        ("task10.py", 10),
        ("ada_task10_dropout.ipynb", 10),
        ("dropout.py", 10),
        ("mnist_cnn.py", 9),
        ("mnist-dense.ipynb", 7),
        ("ada-lovelace-task-3.py", 3),
        ("hopper_task-3.ipynb", 3),
        ("pat-oneill-task-10.py", 10),
        ("zoe.task.3.py", 3),
        ("task3.ipynb.json", 3),
        ("Task 3.ipynb (1).txt", 3),
        ("ada_task3.py.txt", 3),
        ("hidden-layers.PYW", 3),
        ("task7_mnist_cnn.py", 7),  # the number counts more than a word
    ],
)
def test_a_name_stands_for_a_task(name, number):
    assert task_in_name(name, known()).number == number
    assert task_in_name(name, known()[::-1]).number == number


@pytest.mark.parametrize(
    "name",
    [
        "task.py",
        "task11.py",
        "task30.py",
        "task100.py",
        "multitask3.py",
        "solution.py",
        "layers.py",
        "3.py",
        "dropouts.py",
        ".py",
    ],
)
def test_a_name_that_stands_for_none(name):
    assert task_in_name(name, known()) is None


@pytest.mark.parametrize("name", ["task3.py", "Task 3.IPYNB", "a.pyw", "a.py.txt", "a.ipynb (1).json", "a.py(1)"])
def test_a_name_of_code(name):
    assert is_called_code(name)


@pytest.mark.parametrize("name", ["task3.json", "a.txt", "py", ".py", "a.python", "a.pyc", "ipynb.txt", "a.py.docx"])
def test_a_name_of_no_code(name):
    assert not is_called_code(name)


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("ada-lovelace_task3.py", "ada-lovelace"),
        ("task3_ada.ipynb", "ada"),
        ("ada task 3.ipynb", "ada"),
        ("ada_TASK-03.py", "ada"),
        ("ada.py", "ada"),
        ("ada_hidden-layers.py", "ada"),
        ("ada_hidden_layers.py", "ada"),
        ("Task 3 - Ada Lovelace.ipynb", "Ada Lovelace"),
        ("ada-lovelace-task-3.py", "ada-lovelace"),
        ("hopper_task-3.ipynb", "hopper"),
        ("zoe.task.3.py", "zoe"),
        ("ada_task3.ipynb.json", "ada"),
        ("ada_hidden.layers.py.txt", "ada"),
        ("task3.py.txt", ""),
        ("task3.ipynb (1).json", ""),
        ("task3.py", ""),
        ("Task 3.ipynb", ""),
        ("hidden-layers.py", ""),
        ("x" * 300 + "_task3.py", "x" * 100),
    ],
)
def test_the_student_in_a_name(name, student, monkeypatch):
    monkeypatch.setattr(catalog, "tasks", known)
    assert student_of(name) == student
