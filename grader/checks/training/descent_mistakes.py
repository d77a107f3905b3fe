"""Common mistakes in gradient descent: what a training returns if its steps are wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from grader.base.arrays import Array
from grader.base.language import mark
from grader.checks.mistakes import Mistake

Parameters = Sequence[Array]
Step = Callable[..., Parameters]  # (X, Y, parameters, rate) -> the parameters after one step


def walk(X: Array, Y: Array, *case: Any, step: Step) -> Parameters:
    """The parameters after some steps. ``case`` ends with the initial parameters, the rate and the number of steps."""
    *parameters, rate, iterations = case
    for _ in range(iterations):
        parameters = list(step(X, Y, parameters, rate))
    return parameters


def stepwise(name: str, message: str, step: Step) -> Mistake:
    """A mistake made in every step."""
    return Mistake(name, message, partial(walk, step=step))


def descent_mistakes(step: Step) -> tuple[Mistake, ...]:
    """Mistakes of any descent: too few or too many steps, another step length, single rows, momentum.

    ``step(X, Y, parameters, rate)`` is the right step.
    """

    def longer(name: str, message: str, by: int) -> Mistake:
        return Mistake(name, message, lambda *case: walk(*case[:-1], max(case[-1] + by, 0), step=step))

    def scaled(name: str, message: str, of: Callable[[int, float], float]) -> Mistake:
        return stepwise(name, message, lambda X, Y, old, rate: step(X, Y, old, rate * of(len(X), rate)))

    def row_by_row(X: Array, Y: Array, parameters: Parameters, rate: float) -> Parameters:
        for row in range(len(X)):
            parameters = step(X[[row]], Y[[row]], parameters, rate)
        return parameters

    def momentum(share: float) -> Mistake:
        def produce(X: Array, Y: Array, *case: Any) -> Parameters:
            *old, rate, iterations = case
            speed: list[Any] = [0.0] * len(old)
            for _ in range(iterations):
                new = step(X, Y, old, rate)
                speed = [0.9 * v + share * (a - b) for v, a, b in zip(speed, old, new)]
                old = [a - v for a, v in zip(old, speed)]
            return old

        return Mistake("momentum", "this is descent with momentum; plain gradient descent was asked", produce)

    return (
        longer("one-step-too-few", "it takes one step too few", -1),
        longer("one-step-too-many", "it takes one step too many", 1),
        Mistake("iterations-ignored", "the weights are the same whatever iterations is", lambda *case: case[2:-2]),
        scaled("ascent", "it walks up the gradient: the sign is wrong", lambda m, rate: -1.0),
        scaled("not-averaged", "every step is m times too long: the gradient is not averaged", lambda m, rate: m),
        scaled("averaged-twice", "every step is divided by m twice", lambda m, rate: 1 / m),
        scaled("learning-rate-twice", "the learning rate is applied twice", lambda m, rate: rate),
        *(
            scaled(
                "learning-rate-ignored",
                mark("learning_rate is ignored: every step has a rate of {fixed:g}", fixed=fixed),
                partial(lambda fixed, m, rate: fixed / rate, fixed),
            )
            for fixed in (1.0, 0.5, 0.1, 0.05, 0.01, 0.001, 1.2)
        ),
        stepwise("row-by-row", "it takes a step for every row; one for all rows together was asked", row_by_row),
        momentum(1.0),
        momentum(0.1),
    )
