"""Cases and mistakes for a function that must split at the probability 0.5 and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark
from grader.checks.mistakes import Mistake

THRESHOLDS = np.arange(1, 20) / 20  # wrong thresholds that somebody may write: 0.05, 0.1, … 0.95
ROOM = 0.04  # a probability of the ladder is within this distance of the thresholds below and above it


def other_thresholds(classes: Callable[[float], Callable[..., Any]]) -> tuple[Mistake, ...]:
    """Mistakes that answer ``classes(threshold)(*case)``, for each threshold other than 0.5."""
    return tuple(
        Mistake(
            "threshold-elsewhere",
            mark(
                "the threshold lies between {low:g} and {high:g}, not at 0.5",
                low=round(threshold - ROOM, 2),
                high=round(threshold + ROOM, 2),
            ),
            classes(threshold),
        )
        for threshold in THRESHOLDS
        if threshold != 0.5
    )


def ladder(rng: np.random.Generator) -> Array:
    """20 probabilities: one between each two neighbouring THRESHOLDS, one below the first and one above the last."""
    return np.arange(20) / 20 + rng.uniform(0.05 - ROOM, ROOM, 20)


CLEAR = 0.003  # probabilities this close to 0.5 are not used
# At least one row between each two steps, and on both sides of σ(0.5) and of σ(atanh(0.5)), where mistakes split.
_RUNGS = (*((k / 20 + 0.05 - ROOM, k / 20 + ROOM) for k in range(20)), (0.61, 0.621), (0.624, 0.632), (0.636, 0.64))


def rows_of_ladder(rng: np.random.Generator, X: Array, p: Array, n: int) -> Array:
    """n rows of X that tell the thresholds apart, given the rows' probabilities p. Fewer, or none, if X has too few
    such rows."""
    off = np.abs(p[:, None] - THRESHOLDS)
    off[:, THRESHOLDS == 0.5] += 0.05 - ROOM - CLEAR
    usable = np.flatnonzero(np.all(off > 0.05 - ROOM, axis=1))
    rungs = [usable[(p[usable] > low) & (p[usable] < high)][:1] for low, high in _RUNGS]
    if not all(rung.size for rung in rungs):
        return X[:0]
    sides = (p[usable] > 0.5, p[usable] < 0.5)
    nearest = [usable[side][np.argsort(np.abs(p[usable[side]] - 0.5))][:4] for side in sides]
    chosen = list(dict.fromkeys(np.concatenate([*nearest, *rungs, usable])))[:n]
    picked: Array = X[rng.permutation(chosen)]
    return picked


def rows_clear_of_half(rng: np.random.Generator, X: Array, p: Array, n: int) -> Array:
    """n rows of X whose probabilities p are clear of 0.5; if n is above 100, four of each class are close to it."""
    above = p - 0.5
    clear = np.flatnonzero(np.abs(above) > CLEAR)
    nearest = clear[np.argsort(np.abs(above[clear]), kind="stable")]
    close_by = [*nearest[above[nearest] > 0][:4], *nearest[above[nearest] < 0][:4]] if n > 100 else []
    chosen = list(dict.fromkeys([*close_by, *clear]))[:n]
    picked: Array = X[rng.permutation(np.array(chosen, dtype=int))]
    return picked
