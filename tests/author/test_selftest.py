"""The grader graded: what mutants are made, how a report counts, and a small task from end to end."""

from __future__ import annotations

import json
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.author import selftest
from grader.base import places
from grader.base.errors import CatalogError
from grader.cli import main
from grader.cli.commands import selftest as commands
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.sandbox import Backend
from grader.submission.source import Submission
from grader.task import Task, catalog
from grader.workers.grade_file import faulty

pytest.importorskip("cosmic_ray", reason="mutants need the extra selftest")
pytest.importorskip("libcst", reason="mutants need the extra selftest")
mutants = pytest.importorskip("grader.author.mutants").mutants

# --- mutants -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("operator", "line", "after"),
    [
        ("ReplaceBinaryOperator_Add_Sub", "y = a + b", "y = a - b"),
        ("ReplaceBinaryOperator_Sub_Add", "y = a - b", "y = a + b"),
        ("ReplaceBinaryOperator_Mul_Div", "y = a * b", "y = a / b"),
        ("ReplaceBinaryOperator_Div_Mul", "y = a / b", "y = a * b"),
        ("ReplaceBinaryOperator_FloorDiv_Mul", "y = a // b", "y = a * b"),
        ("ReplaceBinaryOperator_Mod_Mul", "y = a % b", "y = a * b"),
        ("ReplaceBinaryOperator_Pow_Mul", "y = a ** b", "y = a * b"),
        ("ReplaceComparisonOperator_Gt_Lt", "y = a > b", "y = a < b"),
        ("ReplaceComparisonOperator_Lt_Gt", "y = a < b", "y = a > b"),
        ("ReplaceComparisonOperator_GtE_Lt", "y = a >= b", "y = a < b"),
        ("ReplaceComparisonOperator_LtE_Gt", "y = a <= b", "y = a > b"),
        ("ReplaceComparisonOperator_Eq_NotEq", "y = a == b", "y = a != b"),
        ("ReplaceComparisonOperator_NotEq_Eq", "y = a != b", "y = a == b"),
        ("ReplaceUnaryOperator_USub_UAdd", "y = -a", "y = +a"),
        ("NumberReplacer", "y = a[3]", "y = a[ 4]"),
        ("ReplaceTrueWithFalse", "y = True", "y = False"),
        ("ReplaceFalseWithTrue", "y = False", "y = True"),
        ("ReplaceAndWithOr", "y = a and b", "y = a or b"),
        ("ReplaceOrWithAnd", "y = a or b", "y = a and b"),
        ("DropTranspose", "y = a @ b.T", "y = a @ b"),
        ("OtherFunction", "y = np.mean(a)", "y = np.sum(a)"),
        ("OtherFunction", "y = np.tanh(a)", "y = np.sin(a)"),
        ("DropKeyword", "y = f(a, axis=0, keepdims=True)", "y = f(a, axis=0)"),
        ("SwapArguments", "y = f(a, b)", "y = f(b, a)"),
        ("SwapMatmul", "y = a @ b", "y = b @ a"),
        ("DropCall", "y = f(a)", "y = a"),
        ("DropStatement", "y = a", "pass"),
        ("DropOperand", "y = a * b", "y = a"),
        ("OtherString", "y = f(a, 'SAME')", "y = f(a, 'VALID')"),
    ],
)
def test_each_operator(operator: str, line: str, after: str) -> None:
    found = {(m.operator, m.after.replace("  ", " ")) for m in mutants(line + "\n") if m.before == line}
    assert (operator, after) in found


@pytest.mark.parametrize(
    ("operator", "source", "after"),
    [
        ("AddNot", "if a:\n    f()\n", "if not a:"),
        ("ReplaceBreakWithContinue", "for a in b:\n    break\n", "continue"),
        ("ZeroIterationForLoop", "for a in b:\n    f()\n", "for a in []:"),
    ],
)
def test_each_operator_of_blocks(operator: str, source: str, after: str) -> None:
    assert any(m.operator == operator and m.after == after for m in mutants(source))


SOURCE = '''"""A docstring."""
import numpy as np


def layer(X, W, b):
    """Another."""
    return np.tanh(X @ W.T + b)


def mean(X, rate=0.1):
    total = np.sum(X, axis=0, keepdims=True)
    return total / len(X) - rate * (X[0] >= 1)
'''


def test_mutants_are_unique_programs_in_the_order_of_lines() -> None:
    found = mutants(SOURCE)
    assert len(found) > 20
    assert len({mutant.source for mutant in found}) == len(found)
    assert SOURCE not in {mutant.source for mutant in found}
    for mutant in found:
        compile(mutant.source, "mutant", "exec")
    assert [mutant.line for mutant in found] == sorted(mutant.line for mutant in found)


def test_mutants_change_one_line_and_say_which() -> None:
    lines = SOURCE.split("\n")
    for mutant in mutants(SOURCE):
        changed = mutant.source.split("\n")
        assert [n for n, (old, new) in enumerate(zip(lines, changed), 1) if old != new] == [mutant.line]
        assert lines[mutant.line - 1].strip() == mutant.before
        assert changed[mutant.line - 1].strip() == mutant.after


def test_docstrings_stay() -> None:
    assert all('"""A docstring."""' in m.source and '"""Another."""' in m.source for m in mutants(SOURCE))


def test_nothing_to_change() -> None:
    assert mutants("x = y\n")[0].difference == "line 1: x = y  ->  pass"
    assert mutants("import numpy\n") == []


# --- the report --------------------------------------------------------------------------------------


def test_share_is_of_those_that_are_not_equivalent() -> None:
    report = selftest.Report(
        "task1",
        mutants=205,
        killed_by=Counter({"f.values": 150, "f.shape": 48}),
        survived=["one", "two"],
        equivalent=[("x", "same")] * 5,
    )
    assert report.killed == 198
    assert report.share == 198 / 200
    assert report.good
    report.survived.append("three")
    assert report.share < selftest.KILLED_SHARE
    assert not report.good


def test_no_mutants_are_no_fault() -> None:
    report = selftest.Report("task1", right=3, wrong=4)
    assert report.share == 1.0
    assert report.good


@pytest.mark.parametrize("name", ["right_failed", "wrong_missed"])
def test_one_false_verdict_is_enough(name: str) -> None:
    assert not selftest.Report("task1", right=3, wrong=4, **{name: ["loops.py: f.values"]}).good


def test_table_and_document_agree() -> None:
    report = selftest.Report("task7", right=12, right_failed=["x.py: f"], wrong=20, mutants=9)
    report.killed_by.update({"f.values": 7})
    report.survived.append("x")
    report.equivalent.append(("y", "same"))
    head, row = selftest.summary([report])
    assert dict(zip(head.split(), row.split())) == {
        "task": "task7",
        "right": "11/12",
        "wrong": "20/20",
        "mutants": "9",
        "killed": "7",
        "equal": "1",
        "left": "1",
        "share": "87.5%",
    }
    document = json.loads(json.dumps(selftest.document(report)))
    assert (document["killed"], document["share"], document["good"]) == (7, 0.875, False)


def test_headers() -> None:
    text = "# mistake: no-bias\n# loses: f.values  f.rows\n\ncode = 1\n"
    assert selftest.header(text, "loses") == ["f.values", "f.rows"]
    assert selftest.header(text, "calibrate") == []


# --- a task from end to end --------------------------------------------------------------------------


@pytest.fixture
def scaling(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Path]:
    """The reference folder of a small task, in a catalogue of its own."""
    for name in ("tasks", "reference"):
        (tmp_path / name).mkdir()
    shutil.copytree(Path(places.root(), "templates"), tmp_path / "templates")
    monkeypatch.setattr(places, "root", lambda: str(tmp_path))
    _forget()
    assert main(["new-task", "scaling"]) == 0
    capsys.readouterr()
    yield tmp_path / "reference" / "task1_scaling"
    _forget()


def _forget() -> None:
    """Task modules are loaded once by their name; another root has others by the same name."""
    for name in [name for name in sys.modules if name.startswith(("grader_tasks.", "grader_reference."))]:
        del sys.modules[name]


def _equivalent(folder: Path, before: str, after: str) -> None:
    entries = [{"before": before, "after": after, "reason": "the same product"}]
    (folder / "equivalent.json").write_text(json.dumps(entries), encoding="utf-8")


def _selftest(tmp: Path, *options: str) -> tuple[int, dict[str, object]]:
    code = main(["selftest", "task1", "--json", str(tmp / "selftest.json"), *options])
    return code, json.loads((tmp / "selftest.json").read_text(encoding="utf-8"))[0]


def test_a_mutant_that_is_listed_is_not_run(scaling: Path, tmp_path: Path) -> None:
    _equivalent(scaling, "return x * factor", "return x / factor")
    code, found = _selftest(tmp_path)
    assert code == 0
    assert found["equivalent"] == [["line 5: return x * factor  ->  return x / factor", "the same product"]]
    assert found["killed"] == found["mutants"] - 1  # type: ignore[operator]
    assert found["unused"] == []


def test_an_unknown_equivalent_is_told(scaling: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _equivalent(scaling, "return x * factor", "return factor * x")
    _, found = _selftest(tmp_path)
    assert found["unused"] == ["return x * factor  ->  return factor * x"]
    assert "no mutant is like it: return x * factor  ->  return factor * x" in capsys.readouterr().out


def test_a_survivor_and_false_verdicts_fail_it(scaling: Path, tmp_path: Path) -> None:
    (scaling / "solution.py").write_text("def scale(x, factor):\n    spare = 1 + 1\n    return x * factor\n")
    (scaling / "right" / "zeros.py").write_text("# style: none\ndef scale(x, factor):\n    return 0 * x\n")
    (scaling / "wrong" / "right.py").write_text(
        "# mistake: -\n# loses: scale.values\nscale = lambda x, factor: x * factor\n"
    )
    code, found = _selftest(tmp_path)
    assert code == 1
    assert any("spare = 1 - 1" in survivor for survivor in found["survived"])  # type: ignore[attr-defined]
    assert [line.split(":")[0] for line in found["right_failed"]] == ["zeros.py with the seed 1"]  # type: ignore[attr-defined]
    assert found["wrong_missed"] == ["right.py: lost nothing, not scale.values"]


def test_right_variants_are_graded_with_several_seeds(
    scaling: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is right with some seeds only is told with those on which it fell."""
    (scaling / "right" / "lucky.py").write_text(
        "# style: a slip that shows for some inputs alone\n"
        "import numpy as np\n\n\n"
        "def scale(x, factor):\n"
        "    return factor * x + (np.ravel(x)[0] > 0.5)\n"
    )
    (scaling / "right" / "dear.py").write_text("# style: dear\n# slow: yes\nscale = lambda x, factor: x * factor\n")
    code, found = _selftest(tmp_path, "--no-mutants", "--seed", "5", "--seeds", "12", "--jobs", "2")
    failed = found["right_failed"]
    assert code == 1
    assert found["right"] == 12 * len(list(scaling.glob("right/*.py"))) + 1  # solution.py, too; dear.py only once
    assert failed and all(line.startswith("lucky.py with the seed ") for line in failed)  # type: ignore[attr-defined]
    seeds = [int(line.partition("seed ")[2].partition(":")[0]) for line in failed]  # type: ignore[attr-defined]
    assert seeds == sorted(set(seeds)) and set(seeds) <= set(range(5, 17))
    row = capsys.readouterr().out.splitlines()[-1].split()
    assert row[1] == f"{found['right'] - len(failed)}/{found['right']}"  # type: ignore[operator, arg-type]
    assert row[2] == f"{found['wrong']}/{found['wrong']}"


def test_any_number_of_jobs_tells_the_same(scaling: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (scaling / "solution.py").write_text("def scale(x, factor):\n    a = 1 + 1\n    b = 2 - 1\n    return x * factor\n")
    found = []
    for jobs in ("1", "3"):
        code, document = _selftest(tmp_path, "--jobs", jobs)
        found.append((code, document, capsys.readouterr().out))
    assert found[0] == found[1]
    assert len(found[0][1]["survived"]) > 2  # type: ignore[arg-type]
    assert found[0][2].index("a = 1 - 1") < found[0][2].index("b = 2 + 1")


def test_an_interruption_leaves_what_was_found(
    scaling: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (scaling / "solution.py").write_text("def scale(x, factor):\n    spare = 1 + 1\n    return x * factor\n")
    print_line = commands._print_line

    def interrupted(line: str) -> None:
        print_line(line)
        raise KeyboardInterrupt

    monkeypatch.setattr(commands, "_print_line", interrupted)
    code, found = _selftest(tmp_path)
    assert (code, found["stopped"], found["good"]) == (130, True, False)
    assert len(found["survived"]) == 1  # type: ignore[arg-type]
    said = capsys.readouterr()
    assert said.err.splitlines()[-1].startswith("Stopped in task1, after ")
    assert said.out.splitlines()[-1].split()[0] == "task1"


def test_a_fault_of_the_grader_kills_no_mutant(scaling: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(task: Task, submission: Submission, backend: Backend, terms: Terms) -> TaskResult:
        return faulty(task, submission.name, "out of pipes")

    monkeypatch.setattr("grader.author.trials.engine.grade", broken)
    code, found = _selftest(tmp_path)
    assert (code, found["good"], found["killed"]) == (1, False, 0)
    assert len(found["faults"]) == found["graded"] > 3  # type: ignore[operator, arg-type]
    assert "out of pipes" in found["faults"][0]  # type: ignore[index]


def test_a_bad_list_of_equivalents_is_told_with_its_file(scaling: Path) -> None:
    (scaling / "equivalent.json").write_text('[{"before": "x"}]')
    with pytest.raises(CatalogError, match=r"equivalent\.json.*after"):
        selftest.known_equivalents(catalog.find("1"))
