"""Checks gradients: against slopes of the cost, and as means over the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark
from grader.checks.asking import answers, bounds_of, wrong
from grader.checks.cases import Case
from grader.checks.check import Check, check
from grader.checks.closeness import close, explain, margin
from grader.checks.numbers import U64
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed

# The truncation error is STEP²/6 times a third derivative, the rounding error about U64·cost/STEP. They balance near
# the third root of U64.
STEP = U64 ** (1 / 3)

Parameters = tuple[Array, ...]
Cost = Callable[..., Any]


def finite_differences(
    name: str,
    problems: Callable[[np.random.Generator], Iterable[tuple[Case, Parameters]]],
    points: int,
    *,
    cost: Cost,
    parts: tuple[str, ...],
) -> Check:
    """Checks gradients against slopes of the cost, measured by central differences.

    ``problems(rng)`` draws (case, parameters) pairs; the case's first argument holds the rows. ``cost(exam, case,
    *parameters)`` is one number. ``parts`` names the parameters.
    """

    @check(
        f"{name}.finite_differences",
        "gradient",
        points,
        title=mark("{name} gives the slopes of the cost", name=name),
        hint="Go through the chain rule once more, factor by factor.",
    )
    def judged(exam: Exam) -> Verdict:
        worst = 0.0
        for case, parameters in problems(exam.rng):

            def at(*moved: Array, case: Case = case) -> float:
                return float(cost(exam, case, *moved))

            measured, wider = _slopes(at, parameters, STEP), _slopes(at, parameters, 2 * STEP)
            # Every operation of the cost may round; its terms are at most the largest logarithm.
            rounding = 8 * (len(case[0]) + sum(parameters[0].shape)) * U64 * (1 + at(*parameters)) / STEP
            bounds = bounds_of(exam, name, case, None)
            for part, came, slope, other, bound in zip(parts, answers(exam, name, *case), measured, wider, bounds):
                # The error grows with STEP², so the wider step's error is four times as large: the difference is three
                # times the error of the shorter step.
                room = bound + np.abs(other - slope) + rounding
                if not close(came, slope, room):
                    raise wrong(
                        "d{name} is not the slope of the cost: changing {name} a little changes the cost otherwise. ",
                        "d{name} says how the cost grows with each number in {name}. Go through the chain rule for it "
                        "once more, factor by factor.",
                        more=explain(came, slope, room)["text"],
                        name=part,
                    )
                worst = max(worst, margin(came, slope, room))
        return passed(margin=worst)

    return judged


def mean_of_parts(
    name: str,
    drawn: Callable[[np.random.Generator], Case],
    points: int,
    *,
    rows: tuple[int, ...],
    parts: tuple[str, ...],
) -> Check:
    """Checks that the gradient over eight rows is the mean of those over three and over the other five.

    ``drawn(rng)`` is a case of eight rows; ``rows`` are the positions of the arguments that hold them.
    """

    @check(
        f"{name}.mean",
        "property",
        points,
        title=mark("{name} averages over the rows", name=name),
        hint="Each gradient is a mean over the rows of X.",
    )
    def judged(exam: Exam) -> Verdict:
        case = drawn(exam.rng)
        order = exam.rng.permutation(8)
        asked = (
            answers(exam, name, *(value[some] if at in rows else value for at, value in enumerate(case)))
            for some in (order, order[:3], order[3:])
        )
        for part, whole, left, right, bound in zip(parts, *asked, bounds_of(exam, name, case, None)):
            if close(left, right, bound):
                raise wrong(
                    "d{name} is the same for different rows.",
                    "The gradients depend on the rows and their labels.",
                    name=part,
                )
            mean = (3 * left + 5 * right) / 8
            if not close(whole, mean, 4 * bound):
                summed = close(whole, left + right, 8 * bound)
                raise wrong(
                    "d{name} over 8 rows is not the mean of d{name} over 3 of them and over the other 5. ",
                    "Divide by the number of rows m, once." if summed else "",
                    "not-averaged" if summed else "",
                    more=explain(whole, mean, 4 * bound)["text"],
                    name=part,
                )
        return passed()

    return judged


def _slopes(cost: Callable[..., float], parameters: Parameters, step: float) -> list[Array]:
    """Central differences of ``cost(*parameters)`` by every number: (cost(w + step) − cost(w − step)) / 2·step."""
    found = []
    for position, array in enumerate(parameters):
        slope = np.empty_like(array)
        for index in np.ndindex(array.shape):
            ends = []
            for sign in (1, -1):
                moved = [part.copy() for part in parameters]
                moved[position][index] += sign * step
                ends.append(cost(*moved))
            slope[index] = (ends[0] - ends[1]) / (2 * step)
        found.append(slope)
    return found
