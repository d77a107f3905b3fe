"""Names a common mistake from what came out.

A mistake is a small program: what a function would return if it were made. Where a student's output
equals that, in every case that was asked, and not the right answer, the message can say so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark


@dataclass(frozen=True)
class Mistake:
    """``produce(*arguments)`` is what the mistake makes of the arguments.

    ``message`` completes "The result is wrong: …", as in "this equals tanh(X·Wᵀ): the bias b is not
    added". It names the mistake and leaves the cure to the student. ``near`` is how close to that, as a
    share of it, an output has to come where the mistake's own arithmetic is worse conditioned than the
    right one (a walk away from the minimum), so that the right answer's tolerance would not recognise it.
    """

    name: str
    message: str
    produce: Callable[..., Any]
    near: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", mark(self.message))


def produced(mistake: Mistake, case: tuple[Any, ...]) -> list[Array]:
    """The parts that the mistake would return for one case; none where it cannot be computed there."""
    try:
        with np.errstate(all="ignore"):
            result = mistake.produce(*case)
            parts = result if isinstance(result, tuple) else (result,)
            return [np.asarray(part, dtype=np.float64) for part in parts]
    except (ValueError, IndexError):  # W for Wᵀ with sizes that do not meet, say
        return []


def few_digits(right: Callable[..., Any], most: int = 4) -> tuple[Mistake, ...]:
    """What ``right(*case)`` computes, rounded to one decimal up to ``most``: fewer where float32 cannot tell."""
    return tuple(
        Mistake(
            "few-digits",
            mark("the values are rounded to {digits} decimals", digits=digits),
            lambda *case, digits=digits: np.round(right(*case), digits),
        )
        for digits in range(1, most + 1)
    )
