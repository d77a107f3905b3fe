"""Tolerances that are derived: a right answer in any arithmetic that counts lies within, a small mistake outside."""

from __future__ import annotations

import math
from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.checks import of_task
from grader.checks.closeness import close
from grader.checks.numbers import U32, U64
from grader.checks.oracle import activations
from grader.checks.oracle.roundoff import _RULES, Rounded, gamma, tolerance
from grader.task import catalog

F32 = np.float32
TINY = 2.0**-140  # what underflow may add
SEEDS = st.integers(0, 2**31 - 1)
quick = settings(max_examples=30, deadline=None)

# --- float32 sums in every order ---------------------------------------------------------------------


def one_after_another(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    total = np.zeros(terms.shape[:-1], F32)
    for index in range(terms.shape[-1]):
        total = (total + terms[..., index]).astype(F32)
    return total


def backwards(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return one_after_another(terms[..., ::-1], rng)


def shuffled(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return one_after_another(terms[..., rng.permutation(terms.shape[-1])], rng)


def largest_first(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    order = np.argsort(-np.abs(terms), axis=-1, kind="stable")
    return one_after_another(np.take_along_axis(terms, order, -1), rng)


def pairwise(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    while terms.shape[-1] > 1:
        if terms.shape[-1] % 2:
            terms = np.concatenate([terms, np.zeros((*terms.shape[:-1], 1), F32)], axis=-1)
        terms = (terms[..., ::2] + terms[..., 1::2]).astype(F32)
    return terms[..., 0]


def libraries(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return np.ascontiguousarray(terms, F32).sum(axis=-1, dtype=F32)


def compensated(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Kahan's: the rounding error of each addition is taken into the next."""
    total, lost = np.zeros(terms.shape[:-1], F32), np.zeros(terms.shape[:-1], F32)
    for index in range(terms.shape[-1]):
        term = (terms[..., index] - lost).astype(F32)
        larger = (total + term).astype(F32)
        lost = ((larger - total).astype(F32) - term).astype(F32)
        total = larger
    return total


def in_blocks(terms: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As vector registers add: eight sums side by side, which are added at the end."""
    width = -terms.shape[-1] % 8
    lanes = np.concatenate([terms, np.zeros((*terms.shape[:-1], width), F32)], axis=-1)
    lanes = np.moveaxis(lanes.reshape(*terms.shape[:-1], -1, 8), -2, -1)
    return one_after_another(one_after_another(lanes, rng), rng)


ORDERS = (one_after_another, backwards, shuffled, largest_first, pairwise, libraries, compensated, in_blocks)
orders = pytest.mark.parametrize("order", ORDERS, ids=lambda order: order.__name__)
Order = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def product(a: np.ndarray, b: np.ndarray, order: Order, rng: np.random.Generator) -> np.ndarray:
    """a (n, k) · b (k, m) in float32, each sum in the given order."""
    terms = (a.astype(F32)[:, None, :] * b.astype(F32).T[None, :, :]).astype(F32)
    return order(terms, rng)


def fused(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """a · b in float32 with fused multiply-adds: each product is added before it is rounded."""
    total = np.zeros((a.shape[0], b.shape[1]), F32)
    for k in range(a.shape[1]):
        exact = a[:, [k]].astype(F32).astype(float) * b[[k], :].astype(F32).astype(float)  # 48 bits: exact in float64
        total = (total.astype(float) + exact).astype(F32)
    return total


def numbers(rng: np.random.Generator, size: Any) -> np.ndarray:
    """Values over several powers of ten, of both signs: sums cancel."""
    return rng.normal(size=size) * 10.0 ** rng.integers(-3, 3, size=size)


def require_within(came: np.ndarray, bounded: Rounded) -> None:
    assert came.dtype == F32
    assert came.shape == bounded.shape
    assert np.all(np.abs(came.astype(float) - bounded.value) <= bounded.error * (1 + 1e-5) + TINY)


@orders
@quick
@given(seed=SEEDS, count=st.integers(1, 400))
def test_sums_and_means_in_any_order(order: Order, seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    x = numbers(rng, (3, count))
    total = order(x.astype(F32), rng)
    require_within(total, Rounded.of(x, U32).sum(axis=1))
    require_within((total / F32(count)).astype(F32), Rounded.of(x, U32).mean(axis=1))
    require_within((total / F32(count)).astype(F32), np.mean(Rounded.of(x, U32), axis=1))


@orders
@quick
@given(seed=SEEDS, n=st.integers(1, 5), k=st.integers(1, 60), m=st.integers(1, 5))
def test_matrix_products_in_any_order(order: Order, seed: int, n: int, k: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = numbers(rng, (n, k)), numbers(rng, (k, m))
    require_within(product(a, b, order, rng), Rounded.of(a, U32) @ Rounded.of(b, U32))


@quick
@given(seed=SEEDS, n=st.integers(1, 5), k=st.integers(1, 60), m=st.integers(1, 5))
def test_fused_matrix_products(seed: int, n: int, k: int, m: int) -> None:
    rng = np.random.default_rng(seed)
    a, b = numbers(rng, (n, k)), numbers(rng, (k, m))
    require_within(fused(a, b), Rounded.of(a, U32) @ Rounded.of(b, U32))


@quick
@given(seed=SEEDS, n=st.integers(1, 60))
def test_float64_in_any_order_stays_within_its_own_bounds(seed: int, n: int) -> None:
    """The rules hold for another unit roundoff, too: against sums that are rounded once (fsum)."""
    rng = np.random.default_rng(seed)
    x, y = numbers(rng, n), numbers(rng, n)
    terms = x * y
    exact = math.fsum(fraction for pair in zip(x, y) for fraction in _exact_product(*pair))
    (bounded,) = (Rounded.of(x, U64) @ Rounded.of(y[:, None], U64)).error
    for order in (terms, terms[::-1], rng.permutation(terms), terms[np.argsort(-np.abs(terms))]):
        total = 0.0
        for term in order:
            total += term
        assert abs(total - exact) <= bounded
    assert abs(float(x @ y) - exact) <= bounded


def _exact_product(a: float, b: float) -> tuple[float, float]:
    """a·b as a sum of two floats, by Dekker's splitting."""
    high = a * b
    split = 134217729.0  # 2^27 + 1
    a_high, b_high = split * a - (split * a - a), split * b - (split * b - b)
    a_low, b_low = a - a_high, b - b_high
    return high, ((a_high * b_high - high) + a_high * b_low + a_low * b_high) + a_low * b_low


# --- what an error of the argument becomes -------------------------------------------------------------

# (arguments' ranges) in which each function is asked.
RANGES: dict[str, tuple[tuple[float, float], ...]] = {
    "add": ((-9, 9), (-9, 9)),
    "subtract": ((-9, 9), (-9, 9)),
    "multiply": ((-9, 9), (-9, 9)),
    "divide": ((-9, 9), (0.6, 9)),
    "negative": ((-9, 9),),
    "absolute": ((-9, 9),),
    "maximum": ((-9, 9), (-9, 9)),
    "minimum": ((-9, 9), (-9, 9)),
    "square": ((-9, 9),),
    "power": ((0.6, 3), (-4, 4)),
    "exp": ((-9, 9),),
    "log": ((0.6, 9),),
    "log1p": ((-0.4, 9),),
    "tanh": ((-9, 9),),
    "sqrt": ((0.0, 9),),
}
CURVES = {"sigmoid": activations.sigmoid, "relu": activations.relu}


def test_every_rule_is_tested() -> None:
    assert set(RANGES) == set(_RULES) - {"matmul"}


@pytest.mark.parametrize("name", [*RANGES, *CURVES])
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_the_bound_holds_for_any_argument_within_its_error(name: str, data: st.DataObject) -> None:
    """Exact arithmetic, large errors: what is tested is the slope that a rule takes."""
    function: Any = CURVES.get(name) or getattr(np, name)
    exact, moved = [], []
    for low, high in RANGES.get(name, ((-9, 9),)):
        value = data.draw(st.floats(low, high))
        error = data.draw(st.sampled_from([0.0, 1e-6, 0.01, 0.1, 0.5]))
        step = data.draw(st.floats(-1, 1) | st.sampled_from([-1.0, 1.0]))
        exact.append(Rounded(value, error, U64))
        moved.append(max(value + step * error, 0.0) if name == "sqrt" else value + step * error)
    bounded = function(*exact)
    off = abs(float(function(*moved)) - float(bounded.value))
    assert off <= float(bounded.error) * (1 + 1e-9) + 1e-12


@quick
@given(x=hnp.arrays(float, st.integers(1, 12), elements=st.floats(0.51, 3)), k=st.integers(0, 40))
def test_powers_by_repeated_multiplication(x: np.ndarray, k: int) -> None:
    came = np.ones(x.shape, F32)
    for _ in range(k):
        came = (came * x.astype(F32)).astype(F32)
    require_within(came, Rounded.of(x, U32) ** k)


# --- whole formulas in float32 ---------------------------------------------------------------------------

SIGMOIDS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "1/(1+exp)": lambda z: F32(1) / (F32(1) + np.exp(-z)),
    "exp/(1+exp)": lambda z: np.exp(z) / (F32(1) + np.exp(z)),
    "tanh": lambda z: F32(0.5) * (F32(1) + np.tanh(F32(0.5) * z)),
    "two branches": lambda z: np.where(z >= 0, F32(1), np.exp(-np.abs(z))) / (F32(1) + np.exp(-np.abs(z))),
}
TANHS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "tanh": np.tanh,
    "2σ(2z)−1": lambda z: F32(2) / (F32(1) + np.exp(F32(-2) * z)) - F32(1),
    "exps": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
}
LOSSES: dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]] = {
    "stable": lambda z, y: np.maximum(z, F32(0)) - z * y + np.log1p(np.exp(-np.abs(z))),
    "logaddexp": lambda z, y: np.logaddexp(F32(0), z) - y * z,
    "softplus": lambda z, y: np.log(F32(1) + np.exp(z)) - y * z,
}


def network(x: Any, W: Any, b: Any) -> Any:
    return np.tanh(x @ W.T + b)


@orders
@pytest.mark.parametrize("form", TANHS)
@quick
@given(seed=SEEDS, n=st.integers(1, 5), f=st.integers(1, 30), h=st.integers(1, 5))
def test_a_layer_in_any_order_and_form(order: Order, form: str, seed: int, n: int, f: int, h: int) -> None:
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=(n, f)), rng.normal(size=(h, f)), rng.normal(size=(1, h))
    came = TANHS[form](product(x, W.T, order, rng) + b.astype(F32))
    (bound,) = tolerance(network, (x, W, b))
    assert np.all(np.abs(came - network(x, W, b)) <= bound)


def regression(x: Any, W: Any, b: Any) -> Any:
    return activations.sigmoid(x @ W.T + b)


@orders
@pytest.mark.parametrize("form", SIGMOIDS)
@quick
@given(seed=SEEDS, n=st.integers(1, 5), f=st.integers(1, 20))
def test_a_sigmoid_output_in_any_order_and_form(order: Order, form: str, seed: int, n: int, f: int) -> None:
    rng = np.random.default_rng(seed)
    x, W, b = rng.normal(size=(n, f)), rng.normal(size=(1, f)), rng.normal(size=(1, 1))
    came = SIGMOIDS[form](product(x, W.T, order, rng) + b.astype(F32))
    (bound,) = tolerance(regression, (x, W, b))
    assert np.all(np.abs(came - regression(x, W, b)) <= bound)


@orders
@pytest.mark.parametrize("form", LOSSES)
@quick
@given(seed=SEEDS, n=st.integers(1, 200), scale=st.sampled_from([0.1, 3.0, 20.0]))
def test_mean_cross_entropies_in_any_order_and_form(order: Order, form: str, seed: int, n: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    z, y = scale * rng.uniform(-3, 3, n), rng.integers(0, 2, n).astype(float)
    losses = LOSSES[form](z.astype(F32), y.astype(F32)).astype(F32)
    came = order(losses, rng) / F32(n)
    formula = lambda z, y: activations.sigmoid_cross_entropy(z, y).mean()  # noqa: E731
    (bound,) = tolerance(formula, (z, y))
    assert abs(float(came) - float(formula(z, y))) <= float(bound)


@orders
@quick
@given(seed=SEEDS, n=st.integers(1, 8), k=st.integers(2, 12), scale=st.sampled_from([0.1, 3.0, 30.0, 300.0]))
def test_softmax_and_its_cross_entropy(order: Order, seed: int, n: int, k: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    z, labels = scale * rng.normal(size=(n, k)), rng.integers(k, size=n)
    y = np.eye(k)[labels]
    small = z.astype(F32) - z.astype(F32).max(axis=1, keepdims=True)
    total = order(np.exp(small), rng)
    require_within((np.exp(small) / total[:, None]).astype(F32), activations.softmax(Rounded.of(z, U32)))
    came = np.log(total) - small[np.arange(n), labels]
    require_within(came.astype(F32), activations.softmax_cross_entropy(Rounded.of(z, U32), y))


@quick
@given(
    seed=SEEDS,
    steps=st.lists(st.sampled_from(["tanh", "sigmoid", "exp", "log", "sqrt", "+", "*", "/", "²"]), max_size=6),
)
def test_chains_of_functions(seed: int, steps: list[str]) -> None:
    """The same chain in float64, in float32 and on Rounded numbers."""
    rng = np.random.default_rng(seed)
    start, other = rng.uniform(0.3, 2, 9), rng.uniform(0.3, 2, 9)
    rules: dict[str, Callable[[Any, Any], Any]] = {
        "tanh": lambda x, c: np.tanh(x),
        "sigmoid": lambda x, c: c / (c + np.exp(-x)),
        "exp": lambda x, c: np.exp(x / (c + x)),
        "log": lambda x, c: np.log(x * x + 1 + c),
        "sqrt": lambda x, c: np.sqrt(x * x + c),
        "+": lambda x, c: x + c,
        "*": lambda x, c: x * c,
        "/": lambda x, c: x / (x * x + c),
        "²": lambda x, c: np.square(x),
    }

    def chain(x: Any, c: Any) -> Any:
        for step in steps:
            x = rules[step](x, c)
        return x

    require_within(chain(start.astype(F32), other.astype(F32)), chain(Rounded.of(start, U32), Rounded.of(other, U32)))


# --- the tasks: right answers within, the smallest mistake that matters outside ---------------------------


def of(task: str, cases: str, function: str) -> Any:
    return pytest.param(task, cases, function, id=f"{task}-{function}-{cases}")


# A product with a bias: (inputs, weights, bias), whose columns are what is summed over.
LAYERS = (
    of("task2", "forward_cases", "forward_propagation"),
    of("task3", "hidden_cases", "hidden_layer"),
    of("task3", "output_cases", "output_layer"),
    of("task6", "layers.hidden_cases", "hidden_layer"),
    of("task6", "layers.output_cases", "output_layer"),
    of("task7", "hidden_cases", "hidden_layer"),
    of("task7", "output_cases", "output_layer"),
)
FORMULAS = (
    *LAYERS,
    of("task2", "sigmoid_cases", "sigmoid"),
    of("task3", "network_cases", "forward_propagation"),
    of("task4", "cost.wide_output_cases", "cost"),
    of("task4", "backward_propagation.cases", "backward_propagation"),
    of("task5", "loss.cases", "loss"),
    of("task6", "loss.cases", "loss"),
    of("task7", "loss_cases", "loss"),
)


def asked(task: str, cases: str, function: str, seed: int) -> list[tuple[Any, tuple[Any, ...]]]:
    """(the oracle's function, arguments) for each case that the task draws; ``cases`` may name a file of its checks."""
    found = catalog.find(task)
    checks = catalog.load_module("tasks", catalog.folder_of(found), "checks")
    formula = getattr(of_task.oracle(found), function)
    drawn = [case for case in attrgetter(cases)(checks)(np.random.default_rng(seed)) if _real(case)]
    assert drawn
    return [(formula, tuple(_wide(arg) for arg in case)) for case in drawn]


def _real(case: tuple[Any, ...]) -> bool:
    return all(isinstance(arg, float) or getattr(arg, "dtype", np.dtype("O")).kind == "f" for arg in case)


def _wide(arg: Any) -> Any:
    return np.asarray(arg, dtype=float) if isinstance(arg, np.ndarray) else arg


def parts(result: Any) -> list[np.ndarray]:
    return [np.asarray(part, dtype=float) for part in (result if isinstance(result, tuple) else (result,))]


def outside(formula: Any, case: tuple[Any, ...], came: Any) -> list[bool]:
    """For each part: is it off by more than the tolerance, at least in one place?"""
    bounds = tolerance(formula, case)
    return [
        bool(np.any(np.abs(part - right) > bound))
        for part, right, bound in zip(parts(came), parts(formula(*case)), bounds)
    ]


@pytest.mark.parametrize(("task", "cases", "function"), FORMULAS)
@pytest.mark.parametrize("seed", range(5))
def test_the_tasks_formulas_in_float32_are_right(task: str, cases: str, function: str, seed: int) -> None:
    for formula, case in asked(task, cases, function, seed):
        small = tuple(arg.astype(F32) if isinstance(arg, np.ndarray) else arg for arg in case)
        assert not any(outside(formula, case, formula(*small)))


@pytest.mark.parametrize(("task", "cases", "function"), FORMULAS)
@pytest.mark.parametrize("seed", range(5))
def test_a_thousandth_too_much_is_wrong(task: str, cases: str, function: str, seed: int) -> None:
    found = [
        outside(formula, case, tuple(1.001 * part for part in parts(formula(*case))))
        for formula, case in asked(task, cases, function, seed)
    ]
    assert all(any(part) for part in zip(*found))


@pytest.mark.parametrize(("task", "cases", "function"), FORMULAS)
@pytest.mark.parametrize("seed", range(5))
def test_float64_is_right_in_any_order(task: str, cases: str, function: str, seed: int) -> None:
    """Columns of what is multiplied in another order, and rows of what is averaged: the same to a last digit or two."""
    rng = np.random.default_rng(seed)
    for formula, case in asked(task, cases, function, seed):
        found = [part + 4 * U64 * rng.choice([-1, 1], part.shape) * np.abs(part) for part in parts(formula(*case))]
        assert not any(outside(formula, case, tuple(found)))


@pytest.mark.parametrize(("task", "cases", "function"), FORMULAS)
@pytest.mark.parametrize("seed", range(5))
def test_one_value_that_is_off_is_seen(task: str, cases: str, function: str, seed: int) -> None:
    """Whichever it is, by a small share of the largest one: what rounding to a few digits, say, does to it."""
    rng = np.random.default_rng(seed)
    for formula, case in asked(task, cases, function, seed):
        right = parts(formula(*case))
        largest = max(float(np.abs(part).max()) for part in right) or 1.0  # relu of negative sums alone
        step = SHARE.get((task, function), 1e-4) * largest
        for index, part in enumerate(right):
            moved = part.copy()
            moved.flat[rng.integers(part.size)] += step
            came = tuple(moved if position == index else other for position, other in enumerate(right))
            assert outside(formula, case, came)[index]


# Sums of 784 products: the worst case of float32 is some thousandths of the largest value.
SHARE = {
    ("task2", "forward_propagation"): 2e-4,  # 29 features of a thousand times the usual size
    ("task7", "hidden_layer"): 1e-2,
    ("task4", "backward_propagation"): 1e-3,  # means over 257 rows, whose terms are far larger than they are
}


@pytest.mark.parametrize(
    ("task", "cases", "function"), [f for f in FORMULAS if f.values[:2] != ("task7", "hidden_cases")]
)
def test_rounding_to_three_digits_is_seen(task: str, cases: str, function: str) -> None:
    found = [
        outside(formula, case, tuple(np.round(part, 3) for part in parts(formula(*case))))
        for formula, case in asked(task, cases, function, 1)
    ]
    assert all(any(part) for part in zip(*found))


def mistaken(task: str, cases: str, function: str, seed: int, change: Callable[..., tuple[Any, ...]]) -> list[bool]:
    rng = np.random.default_rng(seed)
    return [
        any(outside(formula, case, formula(*change(rng, *case))))
        for formula, case in asked(task, cases, function, seed)
    ]


@pytest.mark.parametrize(("task", "cases", "function"), LAYERS)
@pytest.mark.parametrize("seed", range(5))
def test_a_missing_bias_is_wrong(task: str, cases: str, function: str, seed: int) -> None:
    assert any(mistaken(task, cases, function, seed, lambda rng, x, W, b: (x, W, 0 * b)))


@pytest.mark.parametrize(("task", "cases", "function"), LAYERS)
@pytest.mark.parametrize("seed", range(5))
def test_one_dropped_term_is_wrong(task: str, cases: str, function: str, seed: int) -> None:
    """Whichever of the inputs' columns is left out of the sum."""

    def dropping(rng: np.random.Generator, x: np.ndarray, W: np.ndarray, b: np.ndarray) -> tuple[Any, ...]:
        x = x.copy()
        used = np.flatnonzero(np.abs(x).max(axis=0) > 0)  # a pixel that is black in every row adds nothing
        x[:, rng.choice(used)] = 0
        return x, W, b

    assert any(mistaken(task, cases, function, seed, dropping))


@pytest.mark.parametrize("n", [10, 100, 784, 2000])
def test_bounds_stay_far_below_one_term(n: int) -> None:
    """A sum of n numbers of one size: the bound is a small share of a single one."""
    bound = tolerance(lambda x: x.sum(), (np.ones(n),))[0]
    assert n * 2**-24 < bound < 0.6


def test_wider_arithmetic_gets_a_narrower_bound() -> None:
    x = np.linspace(0.1, 1, 50)
    wide, narrow = (tolerance(lambda x: np.exp(x).sum(), (x,), u)[0] for u in (U64, U32))
    assert wide < 1e-6 * narrow


# --- what it does not do -----------------------------------------------------------------------------------


def test_where_no_bound_exists_nothing_agrees() -> None:
    """Within an infinite bound everything would be right: what came must not be able to bring one about."""
    with np.errstate(all="ignore"):
        (bound,) = tolerance(lambda x: np.log(x), (np.array([1.0, 0.0]),))
        (wild,) = tolerance(lambda x: (x @ x.T) @ x, (np.full((2, 2), 1e300),))
    assert list(np.isfinite(bound)) == [True, False] or not np.isfinite(bound).any()
    assert not np.isfinite(wild).any()
    assert not close(np.array([0.0, -700.0]), np.array([0.0, -700.0]), bound)


def test_functions_without_a_rule_are_refused() -> None:
    for function in (np.sin, np.sort, lambda x: np.add.reduce(x), lambda x: np.add(x, x, where=True)):
        with pytest.raises(TypeError):
            function(Rounded.of([1.0, 2.0], U32))


def test_integers_are_exact() -> None:
    bound = tolerance(lambda x, k: x * k, (np.array([1.0, 2.0]), 3))[0]
    assert bound.shape == (2,)
    assert 0 < bound.max() < 1e-5
    assert gamma(1, U32) == pytest.approx(U32)
