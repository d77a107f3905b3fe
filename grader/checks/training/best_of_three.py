"""How a series of measurements decides: best of three, cut short where the first is clear."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks.training.statistics import interval

MOST = 3  # measurements of one check
ENOUGH = 2  # of them, on the same side, decide


@dataclass(frozen=True)
class Threshold:
    """The number that was calibrated, and on which side of it right solutions lie."""

    value: float
    at_least: bool = True

    def met(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def margin(self, value: float) -> float:
        """How far a value lies on the right side; negative on the wrong one."""
        return value - self.value if self.at_least else self.value - value


@dataclass(frozen=True)
class Measured:
    """A value, and between which limits sampling leaves the truth: the value itself where it is no share."""

    value: float
    low: float
    high: float

    def clear(self, threshold: Threshold) -> bool:
        """Whether the whole interval lies on the value's side of the threshold."""
        return threshold.met(self.low) == threshold.met(self.high) == threshold.met(self.value)


def measured(value: float, rows: int = 0) -> Measured:
    """``rows``: of how many the value is the share; 0 where it is no share."""
    return Measured(value, *interval(value, rows)) if rows else Measured(value, value, value)


def verdict(found: Sequence[Measured], threshold: Threshold) -> bool | None:
    """True: pass. False: fail. None: measure once more.

    A first measurement that clearly suffices passes. Else two on the same side decide, so three at most are taken,
    and no check fails on one.
    """
    sides = [threshold.met(one.value) for one in found]
    if found and sides[0] and found[0].clear(threshold):
        return True
    return next((side for side in (True, False) if sides.count(side) >= ENOUGH), None)


def is_borderline(found: Sequence[Measured], threshold: Threshold) -> bool:
    """Whether the measurements disagree, or one of them lies too near the threshold to be sure."""
    return len({threshold.met(one.value) for one in found}) > 1 or not all(one.clear(threshold) for one in found)


def twice_of_three(probability: float) -> float:
    """Of something that happens in one measurement with probability P: that it does in two of three, P²·(3 − 2·P).

    With P for falling short this bounds the probability that the check fails: it never fails otherwise, and passing
    at once on a clear first measurement only makes failing rarer.
    """
    return probability * probability * (3 - 2 * probability)


def once_for_twice(probability: float) -> float:
    """The P for which twice_of_three is this probability, found by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = math.sqrt(low * high) if low else high / 2
        low, high = (middle, high) if twice_of_three(middle) < probability else (low, middle)
    return low
