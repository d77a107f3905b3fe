"""Inputs for a function: each case is a tuple of its arguments, in order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.result.outcome import Failed, Outcome

Case = tuple[Any, ...]
Cases = Callable[[np.random.Generator], Sequence[Case]]

NOT_FINITE = "not-finite"  # the name of the mistake: an answer that holds NaN or infinity


def biased(rng: np.random.Generator, shape: int | tuple[int, ...], most: float = 1.2) -> Array:
    """Biases that cannot be overlooked: between 0.3 and ``most``, of either sign."""
    return np.asarray(rng.uniform(0.3, most, shape) * rng.choice([-1.0, 1.0], shape))


def single_biases(rng: np.random.Generator, count: int) -> list[Array]:
    """So many biases (1, 1) that cannot be overlooked, of both signs in turn."""
    sign = rng.choice([-1.0, 1.0])
    return [sign * (-1) ** index * np.abs(biased(rng, (1, 1))) for index in range(count)]


MAGNITUDES = (1e-6, 30.0, 1e3)  # times the values of a task's own cases


def wide_cases(arguments: Sequence[str], cases: Cases, large: Sequence[str]) -> Cases:
    """Cases made of a task's own: the arguments that ``large`` names are much smaller, much larger, zero, or have
    equal rows. Each of these reaches branches that values of size 1 never do.
    """
    positions = [arguments.index(name) for name in large]

    def drawn(rng: np.random.Generator) -> list[Case]:
        own = cases(rng)
        several = max(own, key=lambda case: np.size(case[positions[0]]))  # the one with most numbers
        small = min(own, key=lambda case: np.size(case[positions[0]]))
        made = [_changed(several, positions, lambda array, size=size: size * array) for size in MAGNITUDES]  # type: ignore[misc]
        for position in positions:  # one after the other, so that large inputs do not hide large weights
            made.append(_changed(several, [position], lambda array: MAGNITUDES[-1] * array))
            made.append(_changed(small, [position], lambda array: -MAGNITUDES[-1] * array))
        made.append(_changed(several, positions[:1], np.zeros_like))
        made.append(_changed(several, positions[:1], lambda array: np.repeat(array[:1], len(array), axis=0)))
        return made

    return drawn


def rescaled(cases: list[Case], one: int, other: int, factor: float = 1e3) -> list[Case]:
    """The cases, and two made of the last: argument ``one`` is ``factor`` times as large and ``other`` as many times
    smaller, and the other way round. Their product stays what it was, so all that is small about them is the branch
    that looks at one of them alone.
    """
    made = [
        tuple(
            value * (size if index == one else 1 / size if index == other else 1)
            if isinstance(value, np.ndarray)
            else value
            for index, value in enumerate(cases[-1])
        )
        for size in (factor, 1 / factor)
    ]
    return [*cases, *made]


@contextmanager
def answered_elsewhere() -> Iterator[None]:
    """For a property at inputs of unusual size: that the function raises there, or gives no number, is the check of
    values' to say. A crash or the end of its time is raised all the same."""
    try:
        yield
    except Failed as failed:
        if failed.verdict.outcome is not Outcome.ERROR and failed.verdict.mistake != NOT_FINITE:
            raise


def _changed(case: Case, positions: Sequence[int], change: Callable[[Array], Array]) -> Case:
    return tuple(
        change(value).astype(value.dtype) if index in positions and isinstance(value, np.ndarray) else value
        for index, value in enumerate(case)
    )


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
