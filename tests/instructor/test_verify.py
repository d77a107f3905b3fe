"""``grader verify``: the grade again from what a result names, and what is said where it is another."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader.base.errors import SandboxError, UsageError
from grader.cli import main
from grader.instructor import verify
from grader.result import comparison, schema
from grader.result.hints import limited
from grader.submission.file import from_bytes
from grader.task import catalog

GOOD = catalog.path_of(catalog.find("task3"), "solution.py", kind="reference")
WRONG = catalog.path_of(catalog.find("task3"), "wrong", kind="reference") / "no_bias.py"

Change = Callable[[dict[str, Any]], Any]
Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a wrong submission, its result and its report."""
    folder = tmp_path_factory.mktemp("verify")
    (folder / "task3.py").write_bytes(WRONG.read_bytes())
    (folder / "broken.py").write_text("def hidden_layer(:\n")
    files = {"r.json": "--json", "r.html": "--html"}
    options = [word for name, option in files.items() for word in (option, str(folder / name))]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADER_JOURNAL", str(folder / "journal.json"))
        assert main(["check", "task3", str(folder / "task3.py"), "--seed", "5", *options]) == 1
        assert main(["check", "task3", str(folder / "broken.py"), "--json", str(folder / "broken.json")]) == 2
    return folder


@pytest.fixture
def forged(graded: Path, tmp_path: Path, capsys: Capture) -> Iterator[Callable[..., tuple[int, str, str]]]:
    """Verify a changed result: the exit code, and what was said on standard output and error."""

    def verify(change: Change, *options: str) -> tuple[int, str, str]:
        document = json.loads((graded / "r.json").read_text())
        change(document)
        (tmp_path / "forged.json").write_text(json.dumps(document))
        capsys.readouterr()
        code = main(["verify", str(tmp_path / "forged.json"), *options])
        return (code, *capsys.readouterr())

    yield verify


def test_a_result_and_a_report_are_derived_again(graded: Path, capsys: Capture) -> None:
    document = json.loads((graded / "r.json").read_text())
    for name in ("r.json", "r.html"):
        capsys.readouterr()
        assert main(["verify", str(graded / name), "--file", str(graded / "task3.py")]) == 0
        said = capsys.readouterr().out
        assert said == f"The grade is the same: {document['points']} of {document['max_points']} points.\n"


def first(document: dict[str, Any], outcome: str) -> dict[str, Any]:
    return next(check for check in document["checks"] if check["outcome"] == outcome)


TAMPERED: dict[str, tuple[Change, str]] = {
    "a check that passed": (lambda d: first(d, "fail").update(outcome="pass", points=2), "pass before, fail now"),
    "points without an outcome": (
        lambda d: first(d, "fail").update(points=2),
        "fail with 2 points before, fail with 0 points now",
    ),
    "the sum alone": (lambda d: d.update(points=20), "20 points before, 16 now"),
    "the score alone": (lambda d: d.update(score=1.0), "score: 1.0 before, 0.8 now"),
    "the verdict alone": (lambda d: d.update(passed=True), "passed: True before, False now"),
    "the most points": (lambda d: d.update(max_points=15), "max_points: 15 before, 20 now"),
    "a check left out": (
        lambda d: d["checks"].remove(first(d, "fail")),
        "hidden_layer.values: not asked before, fail now",
    ),
    "a check more": (
        lambda d: d["checks"].append({"id": "f.x", "outcome": "pass", "points": 9, "max_points": 9}),
        "f.x: pass before, not asked now",
    ),
}


@pytest.mark.parametrize("name", TAMPERED)
def test_what_was_tampered_with_is_told(name: str, forged: Callable[..., tuple[int, str, str]]) -> None:
    change, said = TAMPERED[name]
    code, out, _ = forged(change)
    assert code == 1
    assert said in out
    assert out.endswith("Different: nothing that is recorded.\n")


def test_other_code_in_the_document_does_not_stand_for_the_file(
    graded: Path, forged: Callable[..., tuple[int, str, str]]
) -> None:
    """A result of right code under the wrong file's hash: only the file shows it."""

    def exchanged(document: dict[str, Any]) -> None:
        document["source"] = GOOD.read_text()
        for check in document["checks"]:
            check.update(outcome="pass", points=check["max_points"])
        document.update(points=20, score=1.0, passed=True)

    code, out, _ = forged(exchanged, "--file", str(graded / "task3.py"))
    assert code == 1
    assert "hidden_layer.values: pass before, fail now." in out
    assert "Different: the code in the document, which is not that of the file." in out


def test_other_versions_and_another_sandbox_are_named_as_causes(forged: Callable[..., tuple[int, str, str]]) -> None:
    def older(document: dict[str, Any]) -> None:
        document["versions"].update(numpy="1.0", grader="0.1", pandas="2.0")
        document["sandbox"]["memory_mb"] = 1
        document["points"] = 14

    code, out, _ = forged(older)
    assert code == 1
    for cause in ("numpy (1.0, now ", "grader (0.1, now ", "pandas (2.0, now none)", "the sandbox or its limits"):
        assert f"Different: {cause}" in out
    assert forged(lambda document: document["versions"].update(numpy="1.0"))[0] == 0  # another version, the same grade


@pytest.mark.parametrize(
    "change, cause",
    [
        (lambda d: d["versions"].update(task_files="0" * 12), "the task's files (000000000000, now "),
        (lambda d: d["versions"].pop("grader_code"), "the grader's code (none, now "),
        (lambda d: d.update(machine="abacus"), "the machine (abacus, now "),
        (lambda d: d.pop("machine"), "the machine (not recorded, now "),
    ],
)
def test_where_something_else_differs_only_the_grade_is_compared(
    change: Change, cause: str, forged: Callable[..., tuple[int, str, str]]
) -> None:
    def changed(document: dict[str, Any]) -> None:
        change(document)
        document["checks"][0]["message"] = "Worded in another way."

    code, out, _ = forged(changed)
    assert code == 0
    assert out.startswith("The grade is the same: 16 of 20 points.\nDifferent: " + cause)
    assert out.endswith("\nWhat else the result or its page says was not compared.\n")


def margin(document: dict[str, Any]) -> dict[str, Any]:
    return next(check["evidence"] for check in document["checks"] if "margin" in check["evidence"])


BESIDE: dict[str, tuple[Change, str]] = {
    "a margin": (lambda d: margin(d).update(margin=0.25), "hidden_layer.rows, evidence, margin: 0.25 before, "),
    "all evidence": (lambda d: first(d, "fail").pop("evidence"), "hidden_layer.values, evidence: null before, {"),
    "a message": (
        lambda d: d["checks"][0].update(message="Brilliant."),
        'initialise.shape, message: "Brilliant." before, "Right for 5 sizes." now.',
    ),
    "a mistake": (
        lambda d: first(d, "fail").update(mistake=""),
        'hidden_layer.values, mistake: "" before, "no-bias" now',
    ),
    "what is required": (lambda d: first(d, "fail").update(required=False), "required: false before, true now."),
    "points of a check": (lambda d: d["checks"][0].update(max_points=9), "initialise.shape, max_points: 9 before, "),
    "a note": (lambda d: d.update(notes=["Excused."]), 'notes: ["Excused."] before, [] now.'),
    "a field of its own": (lambda d: d.update(bonus=4), "bonus: 4 before, null now."),
    "a language that is not the sentences'": (lambda d: d.update(language="xx"), 'language: "xx" before, "en" now.'),
    "where functions stand": (lambda d: d.update(functions={}), "functions, hidden_layer: null before, "),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_the_grade_is_compared_too(name: str, forged: Callable[..., tuple[int, str, str]]) -> None:
    change, said = BESIDE[name]
    code, out, _ = forged(change)
    assert code == 1
    assert out.startswith("The grade is the same: 16 of 20 points.\n") and said in out
    assert out.endswith("Different: nothing that is recorded.\n")


def test_what_an_honest_result_may_say_differently_is_no_difference(
    forged: Callable[..., tuple[int, str, str]],
) -> None:
    def elsewhere(document: dict[str, Any]) -> None:
        document.update(student="Ada Lovelace", submission="week 3/Ada/task3.py", seconds=99.0, code_seconds=0.0)
        document.update(output="It is 12 o'clock.\n", output_dropped=3, advice=["line 1: unused"], grade=None)
        document["checks"][0]["seconds"] = 12.5

    assert forged(elsewhere) == (0, "The grade is the same: 16 of 20 points.\n", "")
    for level in ("off", "name"):
        assert forged(lambda document, level=level: document.update(limited(document, level)))[0] == 0


def test_a_limit_from_the_command_line_is_part_of_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))
    path, result, report = (tmp_path / name for name in ("task3.py", "r.json", "r.html"))
    slow = "def hidden_layer(inputs, W, b):\n    import time\n    time.sleep(1)\n"
    path.write_text(GOOD.read_text() + "\n\n" + slow)
    options = ["--timeout", "0.1", "--only", "hidden_layer.shape"]
    assert main(["check", "task3", str(path), *options, "--json", str(result), "--html", str(report)]) == 1
    assert json.loads(result.read_text())["timeout"] == 0.1
    assert " --timeout 0.1 " in report.read_text()
    capsys.readouterr()
    assert main(["verify", str(result)]) == 0
    assert "A call had 0.1 s, as the result says." in capsys.readouterr().out
    before = json.loads(result.read_text())
    after = {**before, "timeout": None, "points": 2}
    assert (
        "Different: the time that a call may take (0.1 s, now the task's own)."
        in comparison.between(before, after).lines()
    )


def test_near_a_limit_of_time_time_is_named_as_a_cause(forged: Callable[..., tuple[int, str, str]]) -> None:
    code, out, _ = forged(lambda document: first(document, "pass").update(outcome="timeout", points=0))
    assert code == 1
    assert "initialise.shape: timeout before, pass now." in out and "Different: how long the code took." in out


def test_one_check_alone_is_verified_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))
    result = tmp_path / "r.json"
    main(["check", "task3", str(WRONG), "--only", "hidden_layer.values", "--json", str(result)])
    capsys.readouterr()
    assert main(["verify", str(result)]) == 0
    assert capsys.readouterr().out == "The grade is the same: 0 of 2 points.\n"


# --- every status ----------------------------------------------------------------------------------------


def test_an_unreadable_file_is_unreadable_again(graded: Path, capsys: Capture) -> None:
    result = str(graded / "broken.json")
    assert main(["verify", result, "--file", str(graded / "broken.py")]) == 0
    assert capsys.readouterr().out == "The grade is the same: 0 of 20 points.\n"


def test_an_unreadable_file_that_was_said_to_pass(graded: Path, tmp_path: Path, capsys: Capture) -> None:
    document = json.loads((graded / "broken.json").read_text())
    document.update(status="graded", passed=True)
    (tmp_path / "r.json").write_text(json.dumps(document))
    assert main(["verify", str(tmp_path / "r.json"), "--file", str(graded / "broken.py")]) == 1
    assert "status: graded before, unreadable now." in capsys.readouterr().out


def test_without_code_the_file_is_asked_for(forged: Callable[..., tuple[int, str, str]], capsys: Capture) -> None:
    code, _, said = forged(lambda document: document.update(source="", status="unreadable"))
    assert code == 2
    assert "holds no code; name the file that was handed in: --file FILE." in said


def test_a_fault_of_the_grader_is_graded_again(forged: Callable[..., tuple[int, str, str]]) -> None:
    def faulty(document: dict[str, Any]) -> None:
        for check in document["checks"]:
            check.update(outcome="fault", points=0)
        document.update(status="grader_fault", points=0, score=0.0)

    code, out, _ = forged(faulty)
    assert code == 1
    assert "status: grader_fault before, graded now." in out
    assert "hidden_layer.values: fault before, fail now." in out


def test_a_fault_while_verifying_is_no_verdict(graded: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    def broken(*args: Any, **more: Any) -> None:
        raise SandboxError("no processes are left")

    monkeypatch.setattr("grader.exam.exam.Exam.load", broken)
    assert main(["verify", str(graded / "r.json")]) == 3
    assert "status: graded before, grader_fault now." in capsys.readouterr().out


UNREADABLE = {
    "bad.py": b'x = "\xff"\n',
    "empty.py": b"",
    "prose.ipynb": b'{"cells": [], "nbformat": 4}',
    "cut.ipynb": b'{"cells": ',
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_could_not_be_read_is_told_from_others(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))
    (tmp_path / name).write_bytes(UNREADABLE[name])
    copy, other = tmp_path / f"copy of {name}", tmp_path / f"other {name}"
    copy.write_bytes(UNREADABLE[name])
    other.write_bytes(UNREADABLE[name] + b" ")
    result = str(tmp_path / "r.json")
    assert main(["check", "task3", str(tmp_path / name), "--seed", "3", "--json", result]) == 2
    document = json.loads(Path(result).read_text())
    assert document["sha256"] == hashlib.sha256(UNREADABLE[name]).hexdigest()
    assert (document["seed"], document["sandbox"]) == (3, {}) and "task_files" in document["versions"]
    assert main(["verify", result, "--file", str(copy)]) == 0  # under another name, too
    capsys.readouterr()
    assert main(["verify", result, "--file", str(other)]) == 2
    assert "is not the file that was graded" in capsys.readouterr().err


def test_without_a_hash_no_file_is_taken(graded: Path, tmp_path: Path, capsys: Capture) -> None:
    result = str(tmp_path / "r.json")
    assert main(["check", "task3", str(tmp_path / "none.py"), "--json", result]) == 2
    assert main(["verify", result, "--file", str(graded / "broken.py")]) == 2
    assert "The result holds no SHA-256" in capsys.readouterr().err


# --- the code and its hash -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"x = 1\ny = 2\n",
        b"x = 1\r\ny = 2\r\n",
        b"x = 1\ry = 2",
        b"\xef\xbb\xbfx = 1\n",
        "x = 'ł'\r\n".encode("utf-16"),
        b"# coding: latin-1\nx = '\xe9'\n",
    ],
)
def test_code_is_known_by_its_hash_however_it_was_saved(data: bytes) -> None:
    submission = from_bytes(data, "task3.py")
    assert verify.could_be(submission.source, submission.sha256)
    assert not verify.could_be(submission.source + "#", submission.sha256)
    assert not verify.could_be("# coding: nothing\n", submission.sha256)


@pytest.mark.parametrize("change", [lambda d: d.update(source=GOOD.read_text()), lambda d: d.update(sha256="0" * 64)])
def test_code_that_is_not_the_hashed_file_s_is_refused(
    change: Change, forged: Callable[..., tuple[int, str, str]]
) -> None:
    code, out, said = forged(change)
    assert (code, out) == (2, "")
    assert "has not the SHA-256 of the file that was graded" in said and "--file FILE" in said


def test_of_a_notebook_only_the_file_shows_whose_the_code_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("GRADER_JOURNAL", str(tmp_path / "journal.json"))
    path, result = tmp_path / "task3.ipynb", tmp_path / "r.json"
    sources = ["%matplotlib inline\n%%bash", GOOD.read_text()]  # of the first cell something is left out, with a note
    cells = [
        {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": text}
        for text in sources
    ]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}))
    main(["check", "task3", str(path), "--json", str(result)])
    assert json.loads(result.read_text())["notes"]
    capsys.readouterr()
    assert main(["verify", str(result)]) == 0
    assert capsys.readouterr().out.endswith("That the code is the notebook's, only the file can show: --file FILE.\n")
    assert main(["verify", str(result), "--file", str(path)]) == 0
    assert "--file" not in capsys.readouterr().out
    document = json.loads(result.read_text())
    result.write_text(json.dumps({**document, "source": document["source"] + "\nx = 1"}))
    assert main(["verify", str(result), "--file", str(path)]) == 1
    assert "Different: the code in the document, which is not that of the file." in capsys.readouterr().out


# --- reports and batches ---------------------------------------------------------------------------------


def test_a_page_that_shows_another_grade_is_told(graded: Path, tmp_path: Path, capsys: Capture) -> None:
    page = (graded / "r.html").read_text(encoding="utf-8")
    assert '<span class="figure">16</span>' in page
    report = tmp_path / "r.html"
    report.write_text(
        page.replace('<span class="figure">16</span>', '<span class="figure">20</span>'), encoding="utf-8"
    )
    capsys.readouterr()
    assert main(["verify", str(report)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("The grade is the same: 16 of 20 points.\nthe page: …")
    assert 'figure">20</span> of 20' in out and 'figure">16</span> of 20' in out


def test_a_batch_s_results_are_verified_one_by_one(
    graded: Path, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = json.loads((graded / "r.json").read_text())
    broken = json.loads((graded / "broken.json").read_text())
    results = tmp_path / "results.jsonl"

    def verified(*documents: dict[str, Any]) -> tuple[int, list[str]]:
        results.write_text("".join(json.dumps(document) + "\n" for document in documents))
        capsys.readouterr()
        code = main(["verify", str(results)])
        return code, capsys.readouterr().out.splitlines()

    named = {**honest, "submission": "Ada/\x1b[31mtask3.py", "grade": {"points": 16}}
    code, lines = verified(named, broken)
    assert code == 0
    assert lines == [
        "Ada/task3.py: The grade is the same: 16 of 20 points.",
        "broken.py: The grade is the same: 0 of 20 points.",
        "The same: 2 of 2.",
    ]
    code, lines = verified(honest, {**honest, "points": 20})
    assert code == 1 and lines[-1] == "The same: 1 of 2." and "20 points before, 16 now." in lines[1]
    code, lines = verified({**broken, "source": ""}, honest)
    assert code == 2 and "name the file that was handed in" in lines[0]
    for folder, same in ((graded, "2 of 2"), (tmp_path, "0 of 2")):  # of the second, no file is there
        results.write_text("".join(json.dumps(document) + "\n" for document in (honest, broken)))
        capsys.readouterr()
        assert main(["verify", str(results), "--file", str(folder)]) == (0 if same == "2 of 2" else 2)
        assert capsys.readouterr().out.endswith(f"The same: {same}.\n")
    for text in ("", "\n{\n"):
        results.write_text(text)
        assert main(["verify", str(results)]) == 2
    assert "results.jsonl:2 is not JSON" in capsys.readouterr().err


def test_nothing_from_a_document_acts_on_the_terminal(forged: Callable[..., tuple[int, str, str]]) -> None:
    def hostile(document: dict[str, Any]) -> None:
        document["checks"][0]["id"] = "\x1b[31mred\x07\u202e"
        document["versions"]["\x1b]0;title\x07"] = "\x1b[2J"
        document["machine"] = ["\x9b31m"]

    code, out, said = forged(hostile)
    assert code == 1 and "red" in out and not said
    assert not set("\x1b\x07\x9b\u202e") & set(out)


# --- what is no result ------------------------------------------------------------------------------------

BROKEN: dict[str, Change] = {
    "a seed that is text": lambda d: d.update(seed="5"),
    "a seed that is a truth value": lambda d: d.update(seed=True),
    "a seed that is too large": lambda d: d.update(seed=2**40),
    "no checks": lambda d: d.pop("checks"),
    "checks that are text": lambda d: d.update(checks="pass"),
    "an outcome that does not exist": lambda d: d["checks"][0].update(outcome="great"),
    "a check without an id": lambda d: d["checks"][0].pop("id"),
    "points that are text": lambda d: d["checks"][0].update(points="1"),
    "cells that are no numbers": lambda d: d.update(cells=[["a", "b", "c"]]),
    "a status that does not exist": lambda d: d.update(status="perfect"),
    "a source that is a list": lambda d: d.update(source=["x"]),
    "versions that are a list": lambda d: d.update(versions=["numpy"]),
    "only that is a number": lambda d: d.update(only=[3]),
    "a check that stands twice": lambda d: d["checks"].insert(0, {**d["checks"][0], "points": 10}),
    "no time at all for a call": lambda d: d.update(timeout=0),
    "a time that is text": lambda d: d.update(timeout="1"),
    "what no document may hold": lambda d: d["checks"][0]["evidence"].update(margin=float("nan")),
    "an output that is a number": lambda d: d.update(output=3),
    "another schema": lambda d: d.update(schema="grader.result/9"),
    "a task that does not exist": lambda d: d.update(task="task77"),
    "a check that does not exist": lambda d: d.update(only=["nothing.at_all"]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_result_is_refused_with_a_sentence(name: str, forged: Callable[..., tuple[int, str, str]]) -> None:
    code, out, said = forged(BROKEN[name])
    assert (code, out) == (2, "")
    assert said.startswith("grader: ") and "Traceback" not in said


def test_documents_are_checked_field_by_field(graded: Path) -> None:
    document = json.loads((graded / "r.json").read_text())
    assert schema.require_document(document, "r.json") is document
    for name in ("task", "cells", "seed", "points", "sha256", "sandbox", "passed"):
        with pytest.raises(UsageError, match=rf"r\.json holds no result .*: {name} is missing or of the wrong kind"):
            schema.require_document({**document, name: None}, "r.json")
