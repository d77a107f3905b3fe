"""The named mistakes held against each other and against the right answer; no student's code runs.

For each check of values: a mistake's own output, fed back, is refused and named by that mistake and
by no other, whatever was drawn; and no mistake fits the oracle's output.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.checks import asking, of_task
from grader.checks.cases import Case
from grader.checks.check import Check, Recipe
from grader.checks.closeness import close
from grader.checks.mistakes import Mistake, produced
from grader.checks.values import Compared, _fitting, _flat
from grader.task import catalog

# Mistakes that compute the same on some or all inputs, so that either name is true.
AMBIGUOUS = {
    ("task2-classify.values", "rounded-up", "threshold-zero"),  # the same but for probabilities of exactly 0
    ("task2-classify.threshold", "rounded-up", "threshold-zero"),
    ("task4-predict.values", "all-one", "sigmoid-twice"),  # sigmoid(sigmoid(z)) is always above 0.5
    ("task4-predict.values", "no-sigmoid", "threshold-tanh"),  # z > 0.5 and z > 0.549
    ("task5-minimise.values", "learning-rate-ignored", "minimum-returned"),  # a rate of 0.5 is there in one step
}

# Right wherever a check does not ask for what it gets wrong: another check of the function does.
ELSEWHERE = {
    ("task2-classify.values", "threshold-inclusive"),  # no probability of exactly 0.5: classify.threshold has it
}


class Desk:
    """The part of an exam that the oracle's answers need."""

    def __init__(self, oracle: ModuleType) -> None:
        self.oracle = oracle

    def expected(self, name: str, *args: Any) -> Any:
        wide = (a.astype(np.float64) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args)
        return getattr(self.oracle, name)(*wide)


def checks_with_mistakes() -> Iterator[Any]:
    for task in catalog.tasks():
        oracle = catalog.load_module("reference", catalog.folder_of(task), "oracle")
        for check in of_task.checks(task):
            recipe = check.recipe
            if recipe is not None and recipe.factory == "values" and recipe.mistakes and hasattr(oracle, recipe.name):
                name = f"{task.name}-{check.id}"
                yield pytest.param(name, check, Desk(oracle), 3, id=f"{name}-quick")
                seeds = 10 if "conv" in name else 50  # a convolution in float64 NumPy takes its time
                yield pytest.param(name, check, Desk(oracle), seeds, id=name, marks=pytest.mark.slow)


Rows = list[Compared]


def right_rows(recipe: Recipe, desk: Desk, drawn: list[Case]) -> Rows:
    """(what, came, expected, bound, part) as the judge of values has them where the oracle answers."""
    rows = []
    for case in drawn:
        wanted = asking.expected_parts(desk, recipe.name, case)  # type: ignore[arg-type]
        bounds = asking.bounds_of(desk, recipe.name, case, recipe.tolerance)  # type: ignore[arg-type]
        rows.append(
            [
                ("", target, target, np.broadcast_to(np.asarray(bound, dtype=np.float64), target.shape), part)
                for part, (target, bound) in enumerate(zip(wanted, bounds))
            ]
        )
    return rows


def as_sent(mistake: Mistake, case: Case, dtype: type) -> list[np.ndarray]:
    """What the mistake makes of the case, in the precision that a student's array has."""
    with np.errstate(over="ignore"):  # a walk away from the minimum; an infinity stops the judge
        return [part.astype(dtype).astype(np.float64) for part in produced(mistake, case)]


def answered(rows: Rows, outputs: list[list[np.ndarray]]) -> Rows | None:
    """The same where ``outputs`` came; none where a shape or a NaN stops the judge before the values."""
    found = []
    for parts, case_rows in zip(outputs, rows):
        if [part.shape for part in parts] != [row[2].shape for row in case_rows]:
            return None
        if not all(np.isfinite(part).all() for part in parts):
            return None
        found.append([(row[0], part, *row[2:]) for part, row in zip(parts, case_rows)])
    return found


def names_given(drawn: list[Case], compared: Rows, mistakes: tuple[Mistake, ...]) -> list[str] | None:
    """What the judge of values would name, all that fit; none where it finds nothing wrong."""
    for case_index, (_, came, wanted, bound, part) in _flat(compared):
        if not close(came, wanted, bound):
            return list(_fitting(drawn, compared, mistakes, case_index, part))
    return None


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "check", "desk", "seeds"), list(checks_with_mistakes()))
def test_each_mistake_names_itself_alone(name: str, check: Check, desk: Desk, seeds: int, dtype: type) -> None:
    recipe = check.recipe
    assert recipe is not None
    elsewhere = {mistake for where, mistake in ELSEWHERE if where == name}
    mistakes = tuple(mistake for mistake in recipe.mistakes if mistake.name not in elsewhere)
    recognised: set[str] = set()
    problems: set[str] = set()
    for seed in range(seeds if dtype is np.float64 else min(seeds, 10)):
        drawn = list(recipe.cases(np.random.default_rng(seed)))  # type: ignore[misc]
        rows = right_rows(recipe, desk, drawn)
        assert names_given(drawn, rows, mistakes) is None, "the oracle's own answer is refused"
        for mistake in mistakes:
            compared = answered(rows, [as_sent(mistake, case, dtype) for case in drawn])
            if compared is None:
                continue
            names = names_given(drawn, compared, mistakes)
            if names is None:
                problems.add(f"{mistake.name} passes with seed {seed}")
            elif mistake.name not in names:
                problems.add(f"{mistake.name} is not named, but {names}")
            else:
                recognised.add(mistake.name)
                others = {other for other in names if (name, *sorted({other, mistake.name})) not in AMBIGUOUS}
                problems |= {f"{mistake.name} is also taken for {other}" for other in others - {mistake.name}}
    problems |= {f"{name} can never be named" for name in {m.name for m in mistakes} - recognised}
    assert not problems, "\n".join(sorted(problems))


# --- what is said does not hand over the solution ----------------------------------------------------------


def expressions(task: Any) -> set[str]:
    """What the reference solution computes: every value that it assigns or returns, without blanks."""
    tree = ast.parse(catalog.path_of(task, "solution.py", kind="reference").read_text(encoding="utf-8"))
    values = [node.value for node in ast.walk(tree) if isinstance(node, (ast.Assign, ast.Return)) and node.value]
    found = {
        _bare(ast.unparse(value)) for value in values if not isinstance(value, (ast.Constant, ast.Name, ast.Tuple))
    }
    return {text for text in found if len(text) > 8}


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("task", [pytest.param(task, id=task.name) for task in catalog.tasks()])
def test_no_hint_hands_over_the_solution(task: Any) -> None:
    """No string in a task's checks holds a line of the reference solution: hints, titles and mistakes alike."""
    files = [*catalog.path_of(task).glob("checks.py"), *catalog.path_of(task).glob("checks/*.py")]
    nodes = [node for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}  # are shown to nobody
    texts = [node for node in nodes if isinstance(node, ast.Constant) and id(node) not in docstrings]
    said = [node.value for node in texts if isinstance(node.value, str)]
    assert said
    said += [check.hint for check in of_task.checks(task)]
    given = {expression for expression in expressions(task) for text in said if expression in _bare(text)}
    assert expressions(task)
    assert not given
