"""Inputs for a function: each case is a tuple of its arguments, in order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say

Case = tuple[Any, ...]
Cases = Callable[[np.random.Generator], Sequence[Case]]


def biased(rng: np.random.Generator, shape: int | tuple[int, ...], most: float = 1.2) -> Array:
    """Biases that cannot be overlooked: between 0.3 and ``most``, of either sign."""
    return np.asarray(rng.uniform(0.3, most, shape) * rng.choice([-1.0, 1.0], shape))


def single_biases(rng: np.random.Generator, count: int) -> list[Array]:
    """So many biases (1, 1) that cannot be overlooked, of both signs in turn."""
    sign = rng.choice([-1.0, 1.0])
    return [sign * (-1) ** index * np.abs(biased(rng, (1, 1))) for index in range(count)]


def case_text(names: tuple[str, ...], case: Case) -> str:
    """`` for X of shape (5, 2), W of shape (1, 2)``: what a message says about the inputs."""
    from grader.checks.numbers import shape_text

    arrays = [
        say("{name} of shape {shape}", name=name, shape=shape_text(value.shape))
        for name, value in zip(names, case)
        if isinstance(value, np.ndarray) and value.ndim
    ]
    plain = [f"{name} = {value!r}" for name, value in zip(names, case) if _is_plain(value)]
    return say(" for {arrays}", arrays=", ".join(arrays + plain)) if arrays or plain else ""


def _is_plain(value: Any) -> bool:
    """Numbers and tuples of numbers; a tuple of arrays would fill the message."""
    if isinstance(value, tuple):
        return all(_is_plain(item) for item in value)
    return isinstance(value, (int, float))
