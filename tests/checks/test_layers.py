"""What scores give away of a network's layers, held against networks whose layers are known: NumPy, no training."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from grader.base.arrays import Array
from grader.checks.asking import function_of
from grader.checks.training.architecture import LOW_BAND, filters_check, layers_check, reach_check
from grader.checks.training.probes import BAND, FLAT, bands, digit_bands, readings, unit
from grader.exam.values import Model, Observed
from grader.result.outcome import Failed, Outcome
from grader.task import Task, catalog

Activation = Callable[[Array], Array]
Predict = Callable[[Array], Array]
Make = Callable[[np.random.Generator, int, tuple[int, int]], Predict]  # rng, hidden_size, filters -> what predict does


def relu(z: Array) -> Array:
    return np.maximum(z, 0)


def convolved(x: Array, W: Array, b: Array) -> Array:
    """relu(x * W + b) with SAME padding as TensorFlow has it: of an even kernel the longer half lies behind."""
    rows, columns = W.shape[:2]
    before = ((rows - 1) // 2, (columns - 1) // 2)
    padded = np.pad(x, ((0, 0), (before[0], rows // 2), (before[1], columns // 2), (0, 0)))
    height, width = x.shape[1:3]
    result = sum(padded[:, i : i + height, j : j + width] @ W[i, j] for i in range(rows) for j in range(columns))
    return relu(result + b)


def pooled(x: Array) -> Array:
    n, height, width, channels = x.shape
    maxima: Array = x.reshape(n, height // 2, 2, width // 2, 2, channels).max(axis=(2, 4))
    return maxima


@dataclass
class Network:
    """conv, pool, conv, pool, dense, output, with normal weights; ``kernels`` are the sides of both convolutions."""

    rng: np.random.Generator
    hidden_size: int
    filters: tuple[int, int] = (3, 4)
    kernels: tuple[tuple[int, int], tuple[int, int]] = ((5, 5), (5, 5))
    activation: Activation = relu
    output_bias: bool = True
    params: list[Array] = field(init=False)

    def __post_init__(self) -> None:
        first, second = self.filters
        shapes = [(*self.kernels[0], 1, first), (*self.kernels[1], first, second), (49 * second, self.hidden_size)]
        self.params = []
        for shape in [*shapes, (self.hidden_size, 10)]:
            weights = self.rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))
            self.params += [weights.astype(np.float32), self.rng.normal(0, 0.1, shape[-1]).astype(np.float32)]

    def __call__(self, x: Array) -> Array:
        K1, c1, K2, c2, W1, b1, W2, b2 = self.params
        blocks = pooled(convolved(pooled(convolved(x.reshape(-1, 28, 28, 1), K1, c1)), K2, c2))
        hidden = self.activation(blocks.reshape(len(x), -1) @ W1 + b1)
        return hidden @ W2 + (b2 if self.output_bias else 0)


class Desk:
    """The part of an exam that these checks need: every training draws another network."""

    def __init__(self, make: Make, task: Task) -> None:
        self.rng = np.random.default_rng(7)
        self.task = task
        self._make = make
        self._models: list[Predict] = []

    def train(self, *args: Any) -> Model:
        settings = dict(zip(function_of(self, "train").arguments, args))  # type: ignore[arg-type]
        self._models.append(self._make(self.rng, settings["hidden_size"], settings["filters"]))
        return Model(len(self._models) - 1, 0)

    def call(self, name: str, model: Model, x: Array) -> Observed:
        assert name == "predict"
        return Observed("array", "ndarray", np.asarray(self._models[model.handle](x)))

    def shared(self, key: str, make: Callable[[np.random.Generator], Any]) -> Any:
        return make(self.rng)


@functools.cache
def small_training() -> Any:
    """Task 9's, with fewer filters and digits."""
    training = catalog.load_module("tasks", catalog.folder_of(catalog.find("task9")), "checks").TRAINING
    return type(training)({**training.settings, "filters": (3, 4)}, count=40, rows=20, moved=20)


def verdict(kind: str, make: Make) -> str:
    """The mistake that the check names, or "pass"."""
    training = small_training()
    check = {
        "kernels": lambda: reach_check(1, training, needs=()),
        "filters": lambda: filters_check(1, training, needs=()),
        "layers": lambda: layers_check(training, 1, needs=(), sees_pixels=False),
    }[kind]()
    try:
        came = check.judge(Desk(make, catalog.find("task9")))  # type: ignore[arg-type]
    except Failed as failed:
        assert failed.verdict.message and failed.verdict.hint
        return failed.verdict.mistake
    assert came.outcome is Outcome.PASS
    return "pass"


def with_kernels(first: tuple[int, int], second: tuple[int, int]) -> Make:
    return lambda rng, hidden_size, filters: Network(rng, hidden_size, filters, (first, second))


KERNELS = {
    "5×5": ((5, 5), (5, 5), "pass"),
    "4 high, first": ((4, 5), (5, 5), "reach-too-short"),
    "4 wide, first": ((5, 4), (5, 5), "reach-too-short"),
    "4 high, second": ((5, 5), (4, 5), "reach-too-short"),
    "4 wide, second": ((5, 5), (5, 4), "reach-too-short"),
    "3×3": ((3, 3), (3, 3), "reach-too-short"),
    "1×1": ((1, 1), (1, 1), "reach-too-short"),
    "6 high, first": ((6, 5), (5, 5), "reach-too-far"),
    "6 wide, first": ((5, 6), (5, 5), "reach-too-far"),
    "6 high, second": ((5, 5), (6, 5), "reach-too-far"),
    "6 wide, second": ((5, 5), (5, 6), "reach-too-far"),
    "7×7": ((7, 7), (7, 7), "reach-too-far"),
}


@pytest.mark.parametrize("name", KERNELS)
def test_how_far_pixels_reach(name: str) -> None:
    first, second, expected = KERNELS[name]
    assert verdict("kernels", with_kernels(first, second)) == expected


def test_one_block_more_or_less_is_seen() -> None:
    def blocks(count: int) -> Make:
        def make(rng: np.random.Generator, hidden_size: int, filters: tuple[int, int]) -> Predict:
            channels = (1, 3, 4, 4)[: count + 1]
            kernels = [rng.normal(size=(5, 5, a, b)) / np.sqrt(12 * a) for a, b in zip(channels, channels[1:])]
            side = (14, 7, 3)[count - 1]
            W1, W2 = rng.normal(size=(side * side * channels[-1], hidden_size)), rng.normal(size=(hidden_size, 10))
            shift = rng.normal(size=10)

            def network(x: Array) -> Array:
                a = x.reshape(-1, 28, 28, 1).astype(np.float64)
                for K in kernels:
                    a = convolved(a, K, np.full(K.shape[-1], 0.05))
                    a = pooled(a[:, : a.shape[1] // 2 * 2, : a.shape[2] // 2 * 2])
                return relu(a.reshape(len(x), -1) @ W1 / side + 0.1) @ W2 + shift

            return network

        return make

    assert verdict("kernels", blocks(2)) == "pass"
    assert verdict("kernels", blocks(1)) == "reach-too-short"
    assert verdict("kernels", blocks(3)) == "reach-too-far"


ACTIVATIONS: dict[str, tuple[Activation, str]] = {
    "relu": (relu, "pass"),
    "tanh": (np.tanh, "other-activation"),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), "other-activation"),
    "softplus": (lambda z: np.log1p(np.exp(z)), "other-activation"),
    "none": (lambda z: z, "no-activation"),
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_dense_layers_activation(name: str) -> None:
    activation, expected = ACTIVATIONS[name]
    assert verdict("layers", lambda rng, size, filters: Network(rng, size, filters, activation=activation)) == expected


@pytest.mark.parametrize("side", [3, 4, 6, 7])
def test_kernels_of_another_size_are_no_matter_of_the_activation(side: int) -> None:
    assert verdict("layers", with_kernels((side, side), (side, side))) == "pass"


def test_a_missing_output_bias() -> None:
    assert (
        verdict("layers", lambda rng, size, filters: Network(rng, size, filters, output_bias=False)) == "no-output-bias"
    )


@pytest.mark.parametrize(("taken", "expected"), [(None, "pass"), (2, "filters-hard-coded"), (16, "filters-hard-coded")])
def test_how_many_filters_the_second_convolution_has(taken: int | None, expected: str) -> None:
    def make(rng: np.random.Generator, hidden_size: int, filters: tuple[int, int]) -> Network:
        return Network(rng, hidden_size, (filters[0], taken or filters[1]))

    assert verdict("filters", make) == expected


READINGS: dict[str, Callable[[Array], Array]] = {
    "logits": lambda z: z,
    "softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=1, keepdims=True),
    "log-softmax": lambda z: z - np.log(np.exp(z).sum(axis=1, keepdims=True)),
    "sigmoids": lambda z: 1 / (1 + np.exp(-z)),
}


def seen(rng: np.random.Generator, say: Callable[[Array], Array], pictures: Array) -> Iterator[float]:
    """The share of flat cells of some networks of one unit, by the reading that fits best."""
    for _ in range(8):
        found = say(Network(rng, 1)(pictures).astype(np.float64))
        read = [one.flat for logits in readings(found) if (one := unit(logits)) is not None]
        if read:
            yield max(read)


@pytest.mark.parametrize("name", READINGS)
def test_a_relu_unit_is_seen_however_scores_are_given(name: str) -> None:
    rng = np.random.default_rng(3)
    for pictures in (bands(rng, BAND), digit_bands(rng), bands(rng, LOW_BAND)):
        flat = list(seen(rng, READINGS[name], pictures))
        assert len(flat) >= 2 and min(flat) >= FLAT
