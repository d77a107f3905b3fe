"""The student's loop: --watch, status, next, the notebook's magic, pytest's plugin, hints and advice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.cli import main
from grader.grading.check import check, grade_in_new_child
from grader.grading.terms import Terms
from grader.result import comparison, hints
from grader.student import progress, watch
from grader.submission import advice
from grader.submission.file import read
from grader.submission.source import Submission
from grader.task import catalog

REFERENCE = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")
GOOD = REFERENCE.read_text(encoding="utf-8")
NO_BIAS = GOOD.replace("np.tanh(inputs @ W.T + b)", "np.tanh(inputs @ W.T)")


@pytest.fixture(autouse=True)
def _own_journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))


def write(folder: Path, text: str, name: str = "task3.py") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


# --- status and next ---


def test_next_begins_with_the_first_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["next"]) == 0
    assert "grader start task1" in capsys.readouterr().out


def test_a_check_is_remembered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "task3", str(write(tmp_path, NO_BIAS))]) == 1
    capsys.readouterr()
    main(["next"])
    told = capsys.readouterr().out
    assert "hidden_layer.values" in told
    assert "task3.py" in told
    main(["check", "task3", str(write(tmp_path, GOOD))])
    capsys.readouterr()
    main(["status"])
    line = next(line for line in capsys.readouterr().out.split("\n") if line.startswith("task3"))
    assert "20/20" in line
    assert line.endswith("passed")


def test_a_worse_check_takes_nothing_away(tmp_path: Path) -> None:
    for text in (GOOD, NO_BIAS):
        main(["check", "task3", str(write(tmp_path, text))])
    entry = progress.load()["task3"]
    assert entry["passed"]
    assert entry["points"] == 20
    assert entry["last"]["check"] == "hidden_layer.values"


def test_a_broken_or_unwritable_journal_stops_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "journal.json").write_text("{not json")
    assert progress.load() == {}
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "file" / "journal.json"))
    (tmp_path / "file").write_text("")
    assert main(["check", "task3", str(write(tmp_path, GOOD))]) == 0


def test_checks_of_a_part_are_not_recorded(tmp_path: Path) -> None:
    main(["check", "task3", str(write(tmp_path, GOOD)), "--only", "initialise"])
    assert progress.load() == {}


# --- watch ---


def test_saves_come_once_each(tmp_path: Path) -> None:
    path = write(tmp_path, "a")
    found = watch.saves(str(path))
    next(found)
    path.write_text("ab")
    next(found)
    assert watch.signature(str(path)) is not None
    assert watch.signature(str(tmp_path / "none")) is None


@pytest.mark.skipif(sys.platform == "win32", reason="needs a process that can be interrupted")
def test_watch_checks_again_after_a_save(tmp_path: Path) -> None:
    path = write(tmp_path, NO_BIAS)
    process = subprocess.Popen(
        [sys.executable, "-m", "grader", "check", "task3", str(path), "--watch"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    try:
        assert _until(process.stdout, "waiting for the next save", "Not passed yet")
        path.write_text(GOOD)
        assert _until(process.stdout, "waiting for the next save", "Passed: 20 of 20")
    finally:
        process.send_signal(2)
        process.stdout.read()
        assert process.wait(timeout=30) == 0
        process.stdout.close()


# At the end of a solution: says what processor time its process has used after each call.
TIMED = """
import time as _time
for _name, _function in [(n, f) for n, f in list(globals().items()) if callable(f) and not n.startswith("_")]:
    def _timed(*args, _function=_function, **named):
        try:
            return _function(*args, **named)
        finally:
            print("processor", _time.process_time())
    globals()[_name] = _timed
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a warm worker")
@pytest.mark.parametrize(
    ("task", "most"), [("task2", 0.4), ("task3", 0.4), pytest.param("task5", 1.0, marks=pytest.mark.slow)]
)
def test_watch_answers_at_once(task: str, most: float, tmp_path: Path) -> None:
    """Of two cores that others use too only the processor's time is told; the look at the file comes on top."""
    source = catalog.path_of(catalog.find(task), "solution.py", kind="reference").read_text(encoding="utf-8")
    path = write(tmp_path, source + TIMED)
    shown = watch.results(catalog.find(task), str(path), "auto", Terms(seed=1))
    taken = []
    try:
        assert next(shown).passed
        for saved in range(3):
            path.write_text(f"{source}{TIMED}# {saved}\n", encoding="utf-8")
            began = time.process_time()
            result = next(shown)
            own = time.process_time() - began
            theirs = [float(text) for text in re.findall(r"processor ([\d.]+)", result.output)]
            assert result.passed and theirs
            taken.append(own + max(theirs))
    finally:
        shown.close()
    assert min(taken) < most - watch._LOOK_EVERY - watch._SETTLE


def test_watch_gives_advice_and_loads_what_the_file_imports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.workers.warm import Warmth

    asked, real = [], Warmth.backend
    monkeypatch.setattr(Warmth, "backend", lambda self, task, more=frozenset(): asked.append(more) or real(self, task))
    path = write(tmp_path, "import pandas\n" + GOOD)
    shown = watch.results(catalog.find("task3"), str(path), "auto", Terms(seed=1, only=("initialise",)))
    try:
        result = next(shown)
    finally:
        shown.close()
    assert asked == [frozenset({"pandas"})]
    if advice._executable():
        assert "pandas" in " ".join(result.advice)


def _until(stream: object, mark: str, wanted: str) -> bool:
    seen = ""
    deadline = time.monotonic() + 60
    while mark not in seen and time.monotonic() < deadline:
        seen += stream.readline()  # type: ignore[attr-defined]
    return wanted in seen


# --- hints ---


def test_hints_off_name_and_explain(tmp_path: Path) -> None:
    document = check("task3", write(tmp_path, NO_BIAS), seed=1).document()
    entry = {level: hints.limited(document, level)["checks"] for level in hints.LEVELS}
    failed = next(i for i, c in enumerate(document["checks"]) if c["id"] == "hidden_layer.values")
    assert entry["explain"][failed]["hint"] == document["checks"][failed]["hint"] != ""
    assert entry["name"][failed]["hint"] == "no bias"
    assert all(check["hint"] == "" and check["mistake"] == "" for check in entry["off"])


# --- advice ---


def test_advice_names_slips_and_costs_nothing(tmp_path: Path) -> None:
    result = check("task3", write(tmp_path, "import os\n" + GOOD), seed=1)
    assert result.passed
    if advice._executable():
        assert any("`os` imported but unused" in sentence and "Line 1" in sentence for sentence in result.advice)


def test_advice_on_a_notebook_knows_what_a_notebook_is(tmp_path: Path) -> None:
    cells = [
        "import os\nimport numpy as np",
        "async def nothing(): pass\nawait nothing()\ndisplay(np)\nget_ipython()\n1 + 2",
        "x = 1\ny = 2 == x\ny == 3\n4",
    ]
    book = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {},
        "cells": [{"cell_type": "code", "source": s} for s in cells],
    }
    path = write(tmp_path, json.dumps(book), "task3.ipynb")
    with advice.Advice(read(path)) as found:
        lines = found.lines()
    if advice._executable():
        assert [line.partition(":")[0] for line in lines] == ["Cell 1, line 1", "Cell 3, line 3"]
        assert "`os` imported but unused" in lines[0] and "Pointless comparison" in lines[1]
    broken = Submission("a.ipynb", "", "def f(:\n\nimport os\n", "", cells=((1, 1, 1), (2, 3, 3)))
    with advice.Advice(broken) as found:
        assert found.lines() == ()  # the parser that counts tells of it


def test_advice_is_silent_without_ruff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(advice, "_executable", lambda: "")
    assert advice.Advice(Submission("a.py", "", "import os\n", "")).lines() == ()


# --- verify ---


def test_verify_says_same_and_different(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result, report = tmp_path / "r.json", tmp_path / "r.html"
    path = write(tmp_path, NO_BIAS)
    main(["check", "task3", str(path), "--json", str(result), "--html", str(report)])
    capsys.readouterr()
    assert main(["verify", str(result), "--file", str(path)]) == 0
    assert main(["verify", str(report)]) == 0
    forged = json.loads(result.read_text())
    forged["points"] = 20
    forged["checks"] = [{**c, "outcome": "pass"} for c in forged["checks"]]
    forged["versions"]["numpy"] = "1.0"
    result.write_text(json.dumps(forged))
    capsys.readouterr()
    assert main(["verify", str(result)]) == 1
    told = capsys.readouterr().out
    assert "hidden_layer.values: pass before, fail now." in told
    assert "numpy (1.0, now" in told


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": "other"}', "[" * 100_000])
def test_verify_refuses_what_is_no_result(tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "r.json"
    path.write_text(text)
    assert main(["verify", str(path)]) == 2
    assert "grader:" in capsys.readouterr().err


def test_verify_refuses_another_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = tmp_path / "r.json"
    main(["check", "task3", str(write(tmp_path, GOOD)), "--json", str(result)])
    other = write(tmp_path, NO_BIAS, "other.py")
    assert main(["verify", str(result), "--file", str(other)]) == 2
    assert "not the file that was graded" in capsys.readouterr().err


def test_the_same_seed_gives_the_same_document(tmp_path: Path) -> None:
    submission = read(write(tmp_path, NO_BIAS))
    task = catalog.find("task3")
    one, other = (grade_in_new_child(task, submission, "auto", Terms(seed=5)).document() for _ in range(2))
    assert comparison.stripped(one) == comparison.stripped(other)


# --- pytest's plugin ---


def test_pytest_shows_each_check_as_a_test(tmp_path: Path) -> None:
    path = write(tmp_path, "import sys\nsys.modules['was_imported_by_pytest'] = sys\n" + NO_BIAS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "grader.student.pytest_plugin", "-p", "no:cacheprovider"]
    if _installed():
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    done = subprocess.run(
        [*command, "--grader", "task3", "--grader-seed", "1", str(path)], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "hidden_layer.values" in done.stdout
    assert "the bias b is not added" in done.stdout
    assert "2 failed" in done.stdout


def test_pytest_refuses_an_unknown_task(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--grader", "task33", str(write(tmp_path, GOOD))]
    if not _installed():
        command[4:4] = ["-p", "grader.student.pytest_plugin"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 4
    assert "Did you mean" in done.stderr + done.stdout


def _installed() -> bool:
    from importlib.metadata import entry_points

    return any(entry.name == "grader" for entry in entry_points(group="pytest11"))


# --- the notebook's magic ---


def test_grade_in_a_notebook(tmp_path: Path) -> None:
    nbclient = pytest.importorskip("nbclient", reason="the notebook test needs nbclient and ipykernel")
    pytest.importorskip("ipykernel")
    from nbformat.v4 import new_code_cell, new_notebook

    cells = ["%load_ext grader", NO_BIAS, "%grade task3", "%grade nonsense", "1 + 1"]
    book = new_notebook(cells=[new_code_cell(text) for text in cells])
    nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    data = book.cells[2].outputs[0]["data"]
    assert "hidden_layer.values" in data["text/plain"]
    assert data["text/html"].startswith("<iframe")
    assert "<script" not in data["text/html"]
    assert "There is no task called 'nonsense'" in str(book.cells[3].outputs)


@pytest.mark.parametrize(
    ("line", "figures"), [("task3 --only", None), ("task3", 0), ("--pictures task3", 3), ("", None)]
)
def test_grade_draws_where_it_is_asked_to(line: str, figures: int | None, capsys: pytest.CaptureFixture[str]) -> None:
    from types import SimpleNamespace

    from grader.student.magic import Cells, grade_cells

    cells = Cells(SimpleNamespace(user_ns={}))
    cells.take(SimpleNamespace(cell_id="a", raw_cell=NO_BIAS))
    shown = grade_cells(cells, line)
    if figures is None:
        assert shown is None and "%grade task3" in capsys.readouterr().out
    else:
        assert shown is not None and shown._repr_html_().count("&lt;figure&gt;") == figures


# --- completion ---


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_completion_prints_code_for_the_shell(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    assert "grader" in capsys.readouterr().out


@pytest.mark.skipif(sys.platform == "win32", reason="asks as bash does")
@pytest.mark.parametrize(("line", "wanted"), [("grader ch", "check"), ("grader check task3 --ht", "--html")])
def test_bash_gets_its_completions(line: str, wanted: str, tmp_path: Path) -> None:
    answer = tmp_path / "answer"
    asked = {
        "_ARGCOMPLETE": "1",
        "COMP_LINE": line,
        "COMP_POINT": str(len(line)),
        "COMP_TYPE": "9",
        "IFS": "\v",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(answer),
    }
    subprocess.run([sys.executable, "-m", "grader"], env={**os.environ, **asked}, check=True)
    assert wanted in answer.read_text()
