"""Names a common mistake from the student's output.

A mistake is a small program that computes what a function with this mistake would return. If a student's output equals
that in every case, and is not the right answer, the message names the mistake.
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
    """A known mistake: ``produce(*arguments)`` is what a function with this mistake returns.

    ``message`` completes "The result is wrong: …", as in "this equals tanh(X·Wᵀ): the bias b is not added". It names
    the mistake and leaves the cure to the student. ``near`` is a relative tolerance. Set it if the mistake's own
    arithmetic is worse conditioned than the right one (a walk away from the minimum), so the right answer's tolerance
    would be too narrow.
    """

    name: str
    message: str
    produce: Callable[..., Any]
    near: float = 0.0

    def __post_init__(self) -> None:
        object.__setattr__(self, "message", mark(self.message))


def produced(mistake: Mistake, case: tuple[Any, ...]) -> list[Array]:
    """What the mistake returns for one case, as a list of parts; empty if it cannot be computed."""
    try:
        with np.errstate(all="ignore"):
            result = mistake.produce(*case)
            parts = result if isinstance(result, tuple) else (result,)
            return [np.asarray(part, dtype=np.float64) for part in parts]
    except (ValueError, IndexError):  # W for Wᵀ with sizes that do not fit, say
        return []


def few_digits(right: Callable[..., Any], most: int = 4) -> tuple[Mistake, ...]:
    """Mistakes that round ``right(*case)`` to 1 to ``most`` decimals. Use fewer if float32 cannot tell them apart."""
    return tuple(
        Mistake(
            "few-digits",
            mark("the values are rounded to {digits} decimals", digits=digits),
            lambda *case, digits=digits: np.round(right(*case), digits),
        )
        for digits in range(1, most + 1)
    )
