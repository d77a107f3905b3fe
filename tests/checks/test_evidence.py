"""Properties give nothing to what computes nothing; no student's code runs here.

Every check of rows and of inputs in every task is held against functions that hand back their
arguments, the same numbers or random ones, and against the oracle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from grader.checks import of_task
from grader.checks.asking import expected_parts
from grader.checks.check import Check
from grader.checks.nontrivial import Evidence, require_repeatable, same_values
from grader.exam.values import Observed
from grader.result.outcome import Failed, Outcome
from grader.task import Task, catalog

Answer = Callable[..., tuple[np.ndarray, ...]]


class Table:
    """The part of an exam that these judges need, with a function of this process for the student's."""

    def __init__(self, task: Task, oracle: ModuleType, answer: Answer, seed: int) -> None:
        self.task = task
        self.oracle = oracle
        self.rng = np.random.default_rng(seed)
        self._answer = answer

    def expected(self, name: str, *args: Any) -> Any:
        wide = (a.astype(np.float64) if isinstance(a, np.ndarray) and a.dtype.kind == "f" else a for a in args)
        with np.errstate(all="ignore"):  # as in an exam; a cost of certain outputs is 0·log 0 to the oracle
            return getattr(self.oracle, name)(*wide)

    def call(self, name: str, *args: Any) -> Observed:
        parts = tuple(Observed("array", "ndarray", array=part) for part in self._answer(self, name, *args))
        return parts[0] if len(parts) == 1 else Observed("sequence", "tuple", items=parts)

    def call_and_echo(self, name: str, *args: Any) -> tuple[Observed, list[Observed]]:
        return self.call(name, *args), [Observed("array", "ndarray", array=np.array(arg)) for arg in args]


def shapes(table: Any, name: str, args: tuple[Any, ...]) -> list[tuple[int, ...]]:
    return [part.shape for part in expected_parts(table, name, args)]


def right(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    return tuple(np.nan_to_num(part) for part in expected_parts(table, name, args))


def echo(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    """The arguments' own numbers, poured into the right shapes."""
    pool = np.concatenate([np.ravel(arg).astype(float) for arg in args if isinstance(arg, np.ndarray)])
    return tuple(np.resize(pool, shape) for shape in shapes(table, name, args))


def first_column(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    """Each row's first number, in every column: a function of the row, but no work."""
    first = np.asarray(args[0], dtype=float)
    return tuple(
        np.broadcast_to(first.reshape(len(first), -1)[:, :1], shape).copy()
        if len(shape) == 2 and shape[0] == len(first)
        else np.resize(first, shape)
        for shape in shapes(table, name, args)
    )


def zeros(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    return tuple(np.zeros(shape) for shape in shapes(table, name, args))


def counting(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    """The same for the same sizes, whatever the numbers are."""
    return tuple(np.arange(1.0, 1 + np.prod(shape)).reshape(shape) / 7 for shape in shapes(table, name, args))


def dice(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng()
    return tuple(rng.uniform(size=shape) for shape in shapes(table, name, args))


def rows_alone(table: Any, name: str, *args: Any) -> tuple[np.ndarray, ...]:
    """A function of each row that takes no notice of weights and biases."""
    first = np.asarray(args[0], dtype=float)
    mean = np.cos(first.reshape(len(first), -1).mean(axis=1))
    return tuple(np.broadcast_to(mean[:, None], shape).copy() for shape in shapes(table, name, args))


def properties(*factories: str) -> Iterator[tuple[Task, Check, ModuleType]]:
    for task in catalog.tasks():
        oracle = catalog.load_module("reference", catalog.folder_of(task), "oracle")
        for check in of_task.checks(task):
            recipe = check.recipe
            # What draws at random has no oracle and no one right answer: its own checks ask for evidence.
            if recipe is not None and recipe.factory in factories and hasattr(oracle, recipe.name):
                yield task, check, oracle


def each(*factories: str) -> list[Any]:
    return [pytest.param(*found, id=f"{found[0].name}-{found[1].id}") for found in properties(*factories)]


def judged(task: Task, check: Check, oracle: ModuleType, answer: Answer, seed: int = 3) -> Outcome:
    try:
        return check.judge(Table(task, oracle, answer, seed)).outcome  # type: ignore[arg-type]
    except Failed as failed:
        assert failed.verdict.outcome is Outcome.FAIL
        return Outcome.FAIL


@pytest.mark.parametrize(("task", "check", "oracle"), each("rows_alike", "unchanged"))
@pytest.mark.parametrize("seed", range(3))
def test_the_oracle_has_every_property(task: Task, check: Check, oracle: ModuleType, seed: int) -> None:
    assert judged(task, check, oracle, right, seed) is Outcome.PASS


@pytest.mark.parametrize("answer", [zeros, counting, dice], ids=lambda answer: answer.__name__)
@pytest.mark.parametrize(("task", "check", "oracle"), each("rows_alike", "unchanged"))
def test_numbers_from_nowhere_have_none(task: Task, check: Check, oracle: ModuleType, answer: Answer) -> None:
    assert judged(task, check, oracle, answer) is Outcome.FAIL


@pytest.mark.parametrize("answer", [echo, first_column], ids=lambda answer: answer.__name__)
@pytest.mark.parametrize(("task", "check", "oracle"), each("rows_alike", "unchanged"))
def test_what_hands_back_its_arguments_has_none(task: Task, check: Check, oracle: ModuleType, answer: Answer) -> None:
    assert check.recipe is not None
    if check.recipe.settings["selects"]:
        pytest.skip("a right answer consists of the arguments' own numbers")
    assert judged(task, check, oracle, answer) is Outcome.FAIL


@pytest.mark.parametrize(("task", "check", "oracle"), each("rows_alike"))
def test_rows_alone_do_not_make_a_layer(task: Task, check: Check, oracle: ModuleType) -> None:
    recipe = check.recipe
    assert recipe is not None and recipe.cases is not None
    case = next(iter(recipe.cases(np.random.default_rng(1))))
    if len(case) == len(recipe.settings["rows"]):
        pytest.skip("it has no other arguments")
    assert judged(task, check, oracle, rows_alone) is Outcome.FAIL


# --- the parts -----------------------------------------------------------------------------------------


def evidence(selects: bool, *asked: tuple[tuple[Any, ...], list[Any]]) -> str:
    """What is said against the answers; nothing where they show work."""
    found = Evidence("f", selects)
    for case, parts in asked:
        found.add(case, [np.asarray(part) for part in parts])
    try:
        found.require()
    except Failed as failed:
        assert failed.verdict.hint
        return failed.verdict.mistake
    return ""


X = np.array([[1.5, -2.0], [0.25, 8.0]])


def test_an_echo_in_float32_is_one() -> None:
    assert evidence(False, ((X / 3,), [(X / 3).astype(np.float32)])) == "input-returned"
    assert evidence(False, ((X, 2 * X), [X.T, np.full((3, 1), 16.0)])) == "input-returned"


def test_one_number_of_its_own_is_enough() -> None:
    changed = X.copy()
    changed[1, 1] += 1e-3
    assert evidence(False, ((X,), [changed])) == ""
    assert evidence(False, ((X,), [X]), ((X,), [changed])) == ""


def test_what_selects_may_reorder_but_not_return_all() -> None:
    assert evidence(True, ((X,), [X.ravel()])) == ""
    assert evidence(True, ((X,), [X[:1]])) == ""
    assert evidence(True, ((X,), [X, X])) == "input-returned"


def test_one_number_for_all_is_a_constant() -> None:
    assert evidence(False, ((X,), [np.zeros(3)]), ((2 * X,), [np.zeros((2, 2))])) == "constant"
    assert evidence(False, ((X,), [np.full(2, np.nan)])) == "not-finite"
    assert evidence(False, ((X,), [np.array([np.inf, -np.inf])])) == "not-finite"
    assert evidence(False, ((3,), [np.array([1.0, 2.0])])) == ""  # no array was given that it could hand back


def test_repetition_is_asked_to_rounding() -> None:
    require_repeatable("f", [X], [X * (1 + 1e-9)])
    lost = np.array([np.nan, np.inf, 1.0])
    require_repeatable("f", [lost], [lost.copy()])  # wrong, but the same again
    assert same_values([lost], [lost.copy()])
    for again in (X + 1e-3, X[:1], np.full_like(X, np.nan)):
        with pytest.raises(Failed, match="other values when it was called again"):
            require_repeatable("f", [X], [again])
    assert same_values([X], [X.copy()]) and not same_values([X], [X + 1]) and not same_values([X], [])
