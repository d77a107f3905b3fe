"""Checks of ``split(X, y, test_size, seed)``, which shares out the rows between a training set and a test set."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.asking import function_of, observed_parts, wrong
from grader.checks.cases import Case
from grader.checks.check import Check, check
from grader.checks.numbers import U32, number
from grader.checks.observed import array_of, require_shape
from grader.checks.unchanged import unchanged
from grader.exam.exam import Exam
from grader.exam.values import Observed
from grader.result.outcome import Verdict, passed

# (rows, test_size): few rows, and more than anybody writes down. Both classes fit into each part: a stratified split
# needs that.
SPLITS = ((50, 0.2), (37, 0.3), (101, 0.5), (40, 0.1), (8, 0.25), (20, 0.2), (503, 0.25))
SEEDS = (0, 1, 1000, 1001, 2**31 - 1)  # the ends of the range, and some that share their last digits


def splitting(points: tuple[int, int, int, int, int]) -> tuple[Check, ...]:
    """Five checks: the shapes, the size of the test set, each row in one part, the seed, arguments left unchanged."""
    judges = (_shapes, _sizes, _each_row, _seed)
    made = tuple(judge(each) for judge, each in zip(judges, points))
    return (*made, unchanged("split", split_cases, points[-1], selects=True))


def tagged(rng: np.random.Generator, n: int) -> tuple[Array, Array]:
    """Rows that can be told apart, with labels that do not follow from them."""
    return rng.normal(0, 3, (n, 2)), rng.permutation(np.arange(n) % 2)


def split_cases(rng: np.random.Generator) -> list[Case]:
    return [(*tagged(rng, n), test_size, int(rng.integers(2**31))) for n, test_size in SPLITS]


def _parts(exam: Exam, case: Case, by_keyword: bool = False) -> list[tuple[str, Observed]]:
    if by_keyword:
        observed = exam.call("split", **dict(zip(function_of(exam, "split").arguments, case)))
    else:
        observed = exam.call("split", *case)
    return observed_parts(exam, "split", observed)


def _rows(observed: Observed) -> int:
    return observed.array.shape[0] if observed.array is not None and observed.array.ndim else 0


def _shapes(points: int) -> Check:
    @check(
        "split.shape",
        "shape",
        points,
        title="split returns X_train, X_test, y_train, y_test",
        hint="X_train and X_test have two columns; y_train and y_test are flat and as long as their rows.",
    )
    def judged(exam: Exam) -> Verdict:
        cases = split_cases(exam.rng)
        for case in cases:
            parts = _parts(exam, case, by_keyword=case is cases[-1])
            (_, X_train), (_, X_test), (_, y_train), _ = parts
            arrays = [array for array in (X_test.array, y_train.array) if array is not None]
            if [array.ndim for array in arrays] == [1, 2]:
                raise wrong(
                    "split returned labels in the second place and rows in the third.",
                    "The order is X_train, X_test, y_train, y_test.",
                    "parts-order",
                )
            train, test = _rows(X_train), _rows(X_test)
            for (what, value), wanted in zip(parts, ((train, 2), (test, 2), (train,), (test,))):
                require_shape(value, what, wanted)
            if not train or not test:
                raise wrong("split put all {count} rows on one side.", "Both parts need rows.", count=len(case[0]))
        return passed()

    return judged


def _sizes(points: int) -> Check:
    @check(
        "split.size",
        "numerics",
        points,
        title="split puts the asked share into the test set",
        hint="test_size is the share of the rows that go into the test set.",
    )
    def judged(exam: Exam) -> Verdict:
        came = []
        for case in split_cases(exam.rng):
            parts = _parts(exam, case)
            came.append((len(case[0]), case[2], _rows(parts[0][1]), _rows(parts[1][1])))
        for n, test_size, _, test in came:
            if abs(test - test_size * n) > 1 + 1e-9:
                said, name = "", ""
                if all(abs(a - share * rows) <= 1 for rows, share, a, _ in came):
                    said, name = say(" The training and the test rows are swapped."), "train-test-swapped"
                elif np.ptp([b / rows for rows, _, _, b in came]) < 0.05:
                    said, name = say(" The share was the same whatever test_size was."), "test-size-ignored"
                raise wrong(
                    "Of {n} rows {test} were put into the test set with test_size = {test_size}; "
                    "{test_size2} were expected, give or take one.{said}",
                    mistake=name,
                    n=n,
                    test=test,
                    test_size=test_size,
                    test_size2=number(test_size * n),
                    said=said,
                )
        return passed()

    return judged


def _places(what: str, value: Observed, X: Array) -> Array:
    """For each returned row its place in X. Raises Failed for a row that X does not hold."""
    require_shape(value, what, (_rows(value), 2))
    if _rows(value) > len(X):  # before anything is compared: what came may be huge
        raise wrong(
            "{what} has {rows} rows, more than the {count} of X.",
            "Each row goes into one of the two parts, once.",
            "rows-lost",
            what=what,
            rows=_rows(value),
            count=len(X),
        )
    came = array_of(value, what)
    same = np.all(np.abs(came[:, None, :] - X[None]) <= 2 * U32 * np.abs(X), axis=2)
    if not np.all(same.sum(axis=1) == 1):
        row = came[np.argmax(same.sum(axis=1) != 1)]
        raise wrong(
            "{what} holds the row [{row}, {row2}], which is no row of X.",
            "split only sorts rows into two parts; it changes none of them.",
            "rows-changed",
            what=what,
            row=number(row[0]),
            row2=number(row[1]),
        )
    places: Array = same.argmax(axis=1)
    return places


def _require_once(train: Array, test: Array, count: int) -> None:
    """Raises Failed if one of ``count`` rows is in both parts, in none, or twice in one."""
    both = np.intersect1d(train, test)
    if both.size:
        raise wrong(
            "{size} of {count} rows stand in the training set and in the test set.",
            "A model must not be tested on what it has seen: each row goes into one part.",
            "rows-in-both",
            size=both.size,
            count=count,
        )
    missing = count - np.union1d(train, test).size
    if missing or len(train) + len(test) != count:
        raise wrong(
            "{missing} of {count} rows are in neither part, and {count2} are there twice.",
            "Each row goes into one of the two parts, once.",
            "rows-lost",
            missing=missing,
            count=count,
            count2=len(train) + len(test) - count + missing,
        )


def _each_row(points: int) -> Check:
    @check(
        "split.rows",
        "property",
        points,
        title="split puts each row with its label into one part",
        hint="Each row goes into one part, once, together with its label.",
    )
    def judged(exam: Exam) -> Verdict:
        for case in split_cases(exam.rng):
            X, y = case[:2]
            (what_a, X_train), (what_b, X_test), *labels = _parts(exam, case)
            train, test = _places(what_a, X_train, X), _places(what_b, X_test, X)
            _require_once(train, test, len(X))
            for (what, value), order in zip(labels, (train, test)):
                require_shape(value, what, order.shape)
                off = int(np.sum(array_of(value, what, integers=True) != y[order]))
                if off:
                    raise wrong(
                        "{what} holds the label of another row in {wrong} of {count} places.",
                        "Rows and labels must be shuffled and cut in the same way.",
                        "rows-unpaired",
                        what=what,
                        wrong=off,
                        count=len(order),
                    )
        return passed()

    return judged


def _seed(points: int) -> Check:
    @check(
        "split.seed",
        "property",
        points,
        title="split follows the seed",
        hint="The same seed gives the same split, another seed another.",
        needs=("split.rows",),
    )
    def judged(exam: Exam) -> Verdict:
        X, y = tagged(exam.rng, 60)
        seeds = [*SEEDS, int(exam.rng.integers(2, 2**31 - 1))]

        def drawn(seed: int) -> list[Any]:
            return [array_of(value, what, integers=True) for what, value in _parts(exam, (X, y, 0.25, seed))]

        found = {seed: drawn(seed) for seed in seeds}
        for seed in seeds:
            if not all(np.array_equal(one, two) for one, two in zip(found[seed], drawn(seed))):
                raise wrong(
                    "split gave two different splits for the same seed, {seed}.",
                    "All that is drawn at random must follow from seed, 0 included.",
                    "seed-ignored",
                    seed=seed,
                )
        tests = {seed: np.sort(parts[1], axis=0) for seed, parts in found.items()}
        for one, other in itertools.combinations(tests, 2):
            if np.array_equal(tests[one], tests[other]):
                raise wrong(
                    "split put the same rows into the test set for the seeds {one} and {other}.",
                    "Draw the test rows at random, with the whole seed.",
                    "seed-ignored",
                    one=one,
                    other=other,
                )
        return passed()

    return judged
