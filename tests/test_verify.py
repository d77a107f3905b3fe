"""``grader verify``: the grade again from what a result names, and what is said where it is another."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from grader import catalog, changes
from grader.cli import main
from grader.errors import SandboxError, UsageError

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

    monkeypatch.setattr("grader.exam.Exam.load", broken)
    assert main(["verify", str(graded / "r.json")]) == 3
    assert "status: graded before, grader_fault now." in capsys.readouterr().out


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
    assert changes.require_document(document, "r.json") is document
    for name in ("task", "cells", "seed", "points", "sha256", "sandbox", "passed"):
        with pytest.raises(UsageError, match=rf"r\.json holds no result .*: {name} is missing or of the wrong kind"):
            changes.require_document({**document, name: None}, "r.json")
