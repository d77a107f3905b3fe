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


SMALL, LARGE = 1e-6, 1e3  # times the values of a task's own cases


def wide_cases(arguments: Sequence[str], cases: Cases, large: Sequence[str]) -> Cases:
    """Cases made of a task's own: the arguments that ``large`` names are much smaller or much larger, together and one
    by one, and the first of them has equal rows. Each reaches branches that values of size 1 never do.
    """
    positions = [arguments.index(name) for name in large]

    def drawn(rng: np.random.Generator) -> list[Case]:
        several = _of_some_size(cases(rng), positions[0])
        made = [_changed(several, positions, _times(size)) for size in (LARGE, SMALL)]
        for position in positions:  # one after the other, so that large inputs do not hide large weights
            made.append(_changed(several, [position], _times(-LARGE)))
        made.append(_changed(several, positions[:1], lambda array: np.repeat(array[:1], len(array), axis=0)))
        return made

    return drawn


def large_case(arguments: Sequence[str], cases: Cases, large: Sequence[str]) -> Cases:
    """The one of these cases in which all that ``large`` names is large: for properties, which take several calls."""
    return lambda rng: wide_cases(arguments, cases, large)(rng)[:1]


def _of_some_size(cases: Sequence[Case], position: int) -> Case:
    """The second largest: the largest has more rows than it takes, and its bounds take long to work out."""
    return sorted(cases, key=lambda case: np.size(case[position]))[-2:][0]


def rescaled(cases: Cases, one: int, other: int, factor: float = LARGE) -> Cases:
    """Two cases made of a task's own: argument ``one`` is ``factor`` times as large and ``other`` as many times smaller,
    and the other way round. Their product stays what it was, so only a branch on one of them alone can tell.
    """

    def drawn(rng: np.random.Generator) -> list[Case]:
        case = _of_some_size(cases(rng), one)
        return [
            _changed(
                _changed(case, [one], _times(size)),
                [other],
                _times(1 / size),
            )
            for size in (factor, 1 / factor)
        ]

    return drawn


@contextmanager
def answered_elsewhere() -> Iterator[None]:
    """For a property at inputs of unusual size: that the function raises there, or gives no number, is the check of
    values' to say. A crash or the end of its time is raised all the same."""
    try:
        yield
    except Failed as failed:
        if failed.verdict.outcome is not Outcome.ERROR and failed.verdict.mistake != NOT_FINITE:
            raise


def _times(size: float) -> Callable[[Array], Array]:
    return lambda array: size * array


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
