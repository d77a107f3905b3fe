"""The contract that every task keeps: one suite over all that the catalogue finds.

A task is right when its solution and each right variant get full marks, its stub gets none and a
message that helps, and each known-wrong file loses exactly the checks that its first lines name.
Choose one task with ``-k task3``; tasks that train are marked ``slow``.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import ModuleType

import pytest

from grader.base import places
from grader.checks import of_task
from grader.checks.check import Check
from grader.grading.engine import grade as run
from grader.grading.terms import Terms
from grader.result.document import TaskResult
from grader.result.outcome import Outcome, Status
from grader.sandbox import choose
from grader.submission.file import read
from grader.task import Task, catalog
from grader.workers.warm import Warmth, imports

# Training takes its time, so there one seed has to do.
SEEDS = {"quick": (11, 2**31 - 1), "training": (11,)}
RIGHT, WRONG = 10, 12  # how many variants a task has at least
KINDS = 3  # how many kinds of check each function has at least

Grade = Callable[[Task, Path, int], TaskResult]


def trains(task: Task) -> bool:
    return task.uses_tensorflow and any(function.returns == "model" for function in task.functions)


def seeds(task: Task) -> tuple[int, ...]:
    return SEEDS["training" if trains(task) else "quick"]


def reference(task: Task, *parts: str) -> Path:
    return catalog.path_of(task, *parts, kind="reference")


def variants(task: Task, kind: str) -> list[Path]:
    return sorted(reference(task, kind).glob("*.py"))


def right_files(task: Task) -> list[Path]:
    return [reference(task, "solution.py"), *variants(task, "right")]


def each_task() -> list:
    return [pytest.param(task, id=task.name) for task in catalog.tasks()]


def each_file(files: Callable[[Task], list[Path]], quick_seeds: int = 2) -> list:
    """(task, file, seed) for each; what trains or says ``# slow: yes`` is slow, but for the reference solution.

    So are the seeds after the first ``quick_seeds``. ``# once: 1004`` names seeds with which a check once
    judged the file wrongly: they are asked for ever.
    """
    return [
        pytest.param(
            task,
            path,
            seed,
            id=f"{task.name}-{path.stem}-{seed}",
            marks=[pytest.mark.slow] if number >= quick_seeds or slow(task, path) else [],
        )
        for task in catalog.tasks()
        for path in files(task)
        for number, seed in enumerate((*seeds(task), *map(int, (header(path, "once") or "").split())))
    ]


def slow(task: Task, path: Path) -> bool:
    return path.name != "solution.py" and (trains(task) or header(path, "slow") == "yes")


def header(path: Path, key: str) -> str | None:
    """The value of ``# key: value`` among the comments that the file begins with."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            return None
        if line.startswith(f"# {key}:"):
            return line.partition(":")[2].strip()
    return None


def tool(name: str) -> ModuleType:
    """``tasks/<name>.py``, one of the scripts that make files."""
    path = Path(places.root(), "tasks", f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def grade(request: pytest.FixtureRequest) -> Iterator[Grade]:
    """Grade a file in a warm worker, where the machine has one; asked twice for the same, answer from memory.

    What the chosen tests are going to ask is graded ahead, as many at once as there are cores.
    """
    own, all_warmths = threading.local(), []

    def graded(task: Task, path: Path, seed: int) -> TaskResult:
        if not hasattr(own, "warmth"):
            own.warmth = Warmth(choose("auto"), warm=True)
            all_warmths.append(own.warmth)
        backend = own.warmth.backend(task, imports(path.read_text(encoding="utf-8")))
        return run(task, read(path), backend, Terms(seed=seed))

    for task in catalog.tasks():  # before the threads: an import is not one step
        of_task.checks(task)
        of_task.oracle(task)
    pool = ThreadPoolExecutor(os.cpu_count())
    asked: dict[tuple[Task, Path, int], Future[TaskResult]] = {}

    def begin(task: Task, path: Path, seed: int) -> Future[TaskResult]:
        key = (task, path, seed)
        if key not in asked:
            asked[key] = pool.submit(graded, *key)
        return asked[key]

    for item in request.session.items:
        found = getattr(item, "callspec", None)
        if found is not None and "grade" in item.fixturenames and {"task", "path", "seed"} <= set(found.params):
            begin(**{name: found.params[name] for name in ("task", "path", "seed")})
    yield lambda *key: begin(*key).result()
    pool.shutdown(cancel_futures=True)
    for warmth in all_warmths:
        warmth.close()


def said(result: TaskResult) -> str:
    """What went wrong, for the message of a failed test."""
    lost = [check for check in result.checks if check.outcome is not Outcome.PASS]
    rows = [f"  {check.outcome.value} {check.id} [{check.mistake}]: {check.message}" for check in lost]
    return "\n".join([f"{result.status.value} {result.message} {result.notes} seed {result.seed}", *rows])


# --- right files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("task", "path", "seed"), each_file(right_files))
def test_right_files_get_full_marks(task: Task, path: Path, seed: int, grade: Grade) -> None:
    result = grade(task, path, seed)
    assert result.status is Status.GRADED and result.passed, said(result)
    assert result.points == result.max_points == task.points, said(result)


@pytest.mark.parametrize("task", each_task())
def test_there_are_enough_variants(task: Task) -> None:
    right = {path.stem for path in variants(task, "right")}
    assert len(right) >= RIGHT
    assert len(variants(task, "wrong")) >= WRONG
    if task.uses_tensorflow:
        assert "graph" in right
        assert "keras" in right or not trains(task)


@pytest.mark.parametrize("task", each_task())
def test_variants_say_what_they_are(task: Task) -> None:
    checks = of_task.checks(task)
    measured = {
        m.id for m in getattr(catalog.load_module("tasks", catalog.folder_of(task), "checks"), "MEASUREMENTS", ())
    }
    for path in variants(task, "right"):
        assert header(path, "style"), f"{path} lacks '# style: …'"
        assert set((header(path, "calibrate") or "yes").split()) <= {"yes", *measured}, f"{path}: unknown measurement"
    for path in variants(task, "wrong"):
        lost = (header(path, "loses") or "").split()
        assert header(path, "mistake"), f"{path} lacks '# mistake: …'"
        assert lost and len(set(lost)) == len(lost), f"{path}: '# loses: …' is missing or names a check twice"
        assert set(lost) <= {check.id for check in checks}, f"{path}: unknown checks in '# loses: …'"
        assert set((header(path, "calibrate") or "").split()) <= measured, f"{path}: unknown measurement"


# --- wrong files -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("task", "path", "seed"), each_file(lambda task: variants(task, "wrong"), quick_seeds=1))
def test_wrong_files_lose_what_they_name(task: Task, path: Path, seed: int, grade: Grade) -> None:
    result = grade(task, path, seed)
    assert result.status is Status.GRADED, said(result)
    lost = {check.id: check for check in result.checks if check.outcome is not Outcome.PASS}
    assert set(lost) == set((header(path, "loses") or "").split()), said(result)
    assert not result.passed or all(not check.required for check in lost.values())
    mistake = header(path, "mistake")
    if mistake != "-":
        assert mistake in {check.mistake for check in lost.values()}, said(result)
    assert all(check.message and check.hint for check in lost.values()), said(result)


# --- the stub ----------------------------------------------------------------------------------------


def stub_files(task: Task) -> list[Path]:
    return [catalog.path_of(task, "stub.py"), catalog.path_of(task, "stub.ipynb")]


def each_stub() -> list:
    return [
        pytest.param(task, path, id=f"{task.name}{path.suffix}")
        for task in catalog.tasks()
        for path in stub_files(task)
    ]


@pytest.mark.parametrize(("task", "path"), each_stub())
def test_stub_gets_no_points_and_helpful_messages(task: Task, path: Path, grade: Grade) -> None:
    result = grade(task, path, seeds(task)[0])
    assert result.status is Status.GRADED and result.score == 0 and not result.passed, said(result)
    assert result.notes == (), result.notes
    assert len(result.checks) == len(of_task.checks(task))
    names = {function.name for function in task.functions}
    for check in result.checks:
        assert check.hint, check
        if check.outcome is Outcome.ERROR:
            written = re.fullmatch(r"(\w+) is not written yet\.", check.message)
            assert written and written[1] in names, check
        elif check.outcome is Outcome.SKIPPED:
            assert any(f"{other.id} (" in check.message for other in result.checks), check
        else:
            assert check.kind == "source" and check.outcome is Outcome.FAIL, check


@pytest.mark.parametrize("task", each_task())
def test_stub_is_the_contract(task: Task) -> None:
    tree = ast.parse(catalog.path_of(task, "stub.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module docstring is the exercise's text"
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [node.name for node in functions] == [function.name for function in task.functions]
    for node, function in zip(functions, task.functions):
        arguments = [argument.arg for argument in node.args.args]
        assert tuple(arguments) == function.arguments, node.name
        text = ast.get_docstring(node) or ""
        for word in (*function.arguments, *function.parts):
            assert re.search(rf"\b{word}\b", text), f"{node.name}: the docstring does not mention {word}"
        assert re.search(r"[Rr]eturns?\b|->|Yields?\b", text), (
            f"{node.name}: the docstring does not say what it returns"
        )
        assert ast.unparse(node.body[1]) == "raise NotImplementedError" and len(node.body) == 2, node.name


@pytest.mark.parametrize("task", each_task())
def test_notebook_is_made_from_the_stub(task: Task) -> None:
    source, made = (path.read_text(encoding="utf-8") for path in stub_files(task))
    assert made == tool("make_notebooks").notebook(source), "run: python tasks/make_notebooks.py"


# --- the declaration ---------------------------------------------------------------------------------


def by_function(task: Task) -> dict[str, list[Check]]:
    checks = of_task.checks(task)
    return {function.name: [c for c in checks if c.function == function.name] for function in task.functions}


@pytest.mark.parametrize("task", each_task())
def test_checks_cover_every_function(task: Task) -> None:
    for name, checks in by_function(task).items():
        assert len(checks) >= 3 and len({check.kind for check in checks}) >= KINDS, (
            f"{name} has {[(check.id, check.kind) for check in checks]}"
        )
        assert sum(check.points for check in checks) > 0, name


@pytest.mark.parametrize("task", each_task())
def test_points_and_hints(task: Task) -> None:
    checks = of_task.checks(task)
    assert sum(check.points for check in checks) == task.points > 0
    for check in checks:
        assert check.hint.strip().endswith((".", "?", "!")) or "return " in check.hint, check.id
        assert check.title.strip() and not check.title.endswith("."), check.id


@pytest.mark.parametrize("task", each_task())
def test_readme_tells_functions_and_points(task: Task) -> None:
    """A table whose rows begin with each check's id, or with each function's name, and hold the points."""
    text = catalog.path_of(task, "README.md").read_text(encoding="utf-8")
    for function in task.functions:
        assert re.search(rf"`{function.name}[(.`]", text), function.name
    assert f"{task.points} points" in text
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip().strip("*") for cell in line.strip().strip("|").split("|")]
        first = re.match(r"`([\w.]+)", cells[0])
        if line.startswith("|") and first and cells[-1].isdigit():
            rows[first[1]] = int(cells[-1])
    checks = {check.id: check.points for check in of_task.checks(task)}
    functions = {name: sum(check.points for check in found) for name, found in by_function(task).items()}
    assert rows in (checks, functions), f"the table of points should say {checks}"


@pytest.mark.parametrize("task", each_task())
def test_data_files_are_what_the_script_makes(task: Task) -> None:
    made = tool("make_data")
    toys = [name for name in task.data if name != "mnist_train.npz"]
    assert sorted(toys) == sorted(f"{name}.csv" for name in made.FILES.get(catalog.folder_of(task), ()))
    for name in toys:
        assert catalog.path_of(task, "data", name).read_bytes() == made.content(Path(name).stem), name


def test_stub_folders_hold_nothing_else() -> None:
    """What lies in a task's folder is known: no stray answer, no evaluation data."""
    known = {
        "task.py",
        "checks.py",
        "checks",
        "README.md",
        "stub.py",
        "stub.ipynb",
        "data",
        "calibration.json",
        "pictures.py",
        "__pycache__",
    }
    for task in catalog.tasks():
        assert {path.name for path in catalog.path_of(task).iterdir()} <= known, task.name
