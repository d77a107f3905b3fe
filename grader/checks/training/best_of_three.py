"""How a series of measurements decides: best of three, but a clear first pass is enough."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.checks.training.statistics import interval

MOST = 3  # the most measurements of one check
ENOUGH = 2  # measurements on the same side that decide


@dataclass(frozen=True)
class Threshold:
    """The calibrated number; ``at_least`` if right solutions lie above it, else they lie below."""

    value: float
    at_least: bool = True

    def met(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def margin(self, value: float) -> float:
        """The distance on the right side of the threshold; negative on the wrong side."""
        return value - self.value if self.at_least else self.value - value


@dataclass(frozen=True)
class Measured:
    """A value with the limits of its sampling error; both limits equal the value if it is not a share."""

    value: float
    low: float
    high: float

    def clear(self, threshold: Threshold) -> bool:
        """Whether the whole interval lies on the value's side of the threshold."""
        return threshold.met(self.low) == threshold.met(self.high) == threshold.met(self.value)


def measured(value: float, rows: int = 0) -> Measured:
    """``rows``: the number of rows that the share is taken over; 0 if the value is not a share."""
    return Measured(value, *interval(value, rows)) if rows else Measured(value, value, value)


def verdict(found: Sequence[Measured], threshold: Threshold) -> bool | None:
    """True: pass. False: fail. None: measure once more.

    A first measurement that is clearly good enough passes. Otherwise two on the same side decide. So there are at most
    three, and one alone never fails a check.
    """
    sides = [threshold.met(one.value) for one in found]
    if found and sides[0] and found[0].clear(threshold):
        return True
    return next((side for side in (True, False) if sides.count(side) >= ENOUGH), None)


def is_borderline(found: Sequence[Measured], threshold: Threshold) -> bool:
    """Whether the measurements disagree, or one of them is too close to the threshold to be sure."""
    return len({threshold.met(one.value) for one in found}) > 1 or not all(one.clear(threshold) for one in found)


def twice_of_three(probability: float) -> float:
    """The probability that something with the probability P happens in two of three measurements: P²·(3 − 2·P).

    If P is the probability of falling short, this bounds the probability that the check fails: passing on a clear first
    measurement only makes failing rarer.
    """
    return probability * probability * (3 - 2 * probability)


def once_for_twice(probability: float) -> float:
    """The P for which ``twice_of_three`` gives this probability, found by bisection."""
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = math.sqrt(low * high) if low else high / 2
        low, high = (middle, high) if twice_of_three(middle) < probability else (low, middle)
    return low
