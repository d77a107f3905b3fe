"""The uncertainty of measurements: the interval of a share, and predictions of a right solution's next run.

Both distributions behind it, the binomial and Student's t, are an incomplete beta function. It is implemented here,
since importing SciPy for it alone would slow down every check of a task that trains.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.99  # of an interval
SMOOTHING = 0.0005  # half a row of 1,000: keeps the logit of a perfect run finite
LEAST_SPREAD = 0.01  # equal runs do not prove that the next one will be equal too
BISECTIONS = 60  # of [0, 1]: down to the last digits of a double


def interval(share: float, rows: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """The Clopper-Pearson interval of a share over so many rows: exact, so never too narrow."""
    hits, tail = share * rows, (1 - confidence) / 2
    low = beta_quantile(tail, hits, rows - hits + 1) if hits > 0 else 0.0
    high = beta_quantile(1 - tail, hits + 1, rows - hits) if hits < rows else 1.0
    return low, high


@dataclass(frozen=True)
class Prediction:
    """Student's t prediction of a right solution's next run, from its runs in the calibration.

    ``logit``: the runs are shares, which crowd near 0 and 1; their logits are close to normal.
    """

    mean: float
    spread: float
    freedom: int
    logit: bool

    def below(self, value: float) -> float:
        """The probability that the next run lies below this value."""
        return student_below((self._scaled(value) - self.mean) / self.spread, self.freedom)

    def above(self, value: float) -> float:
        return student_below((self.mean - self._scaled(value)) / self.spread, self.freedom)

    def beyond(self, value: float, at_least: bool) -> float:
        """The probability of a run on the wrong side of this value."""
        return self.below(value) if at_least else self.above(value)

    def _scaled(self, value: float) -> float:
        return to_logit(value) if self.logit else value


def prediction(runs: Sequence[float], logit: bool) -> Prediction:
    """The prediction for one solution, from its runs."""
    scaled = [to_logit(run) for run in runs] if logit else list(runs)
    count = len(scaled)
    spread = max(float(np.std(scaled, ddof=1)) if count > 1 else 0.0, LEAST_SPREAD)
    return Prediction(float(np.mean(scaled)), spread * math.sqrt(1 + 1 / count), max(count - 1, 1), logit)


def to_logit(share: float) -> float:
    share = min(max(share, 0.0), 1.0)  # a ratio that is a share for right solutions may not be one for wrong ones
    return math.log((share + SMOOTHING) / (1 - share + SMOOTHING))


# --- the distributions -----------------------------------------------------------------------------------------------


def student_below(t: float, freedom: int) -> float:
    """The probability that Student's t with ``freedom`` degrees of freedom lies below t."""
    square = t * t
    if square < 1:  # near the middle, where the other form loses digits
        tail = (1 - beta_below(square / (freedom + square), 0.5, freedom / 2)) / 2
    else:
        tail = beta_below(freedom / (freedom + square), freedom / 2, 0.5) / 2
    return tail if t < 0 else 1 - tail


def beta_quantile(probability: float, a: float, b: float) -> float:
    """The number below which the beta distribution has this probability."""
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if beta_below(middle, a, b) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def beta_below(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):  # the continued fraction converges slowly here; its mirror image does not
        return 1 - _beta_tail(1 - x, b, a)
    return _beta_tail(x, a, b)


def _beta_tail(x: float, a: float, b: float) -> float:
    """I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by Lentz's method."""
    factor = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    upper, lower = 1.0, 1 / _nonzero(1 - (a + b) * x / (a + 1))
    value = lower
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            lower = 1 / _nonzero(1 + term * lower)
            upper = _nonzero(1 + term / upper)
            value *= upper * lower
        if abs(upper * lower - 1) < 1e-15:
            return math.exp(factor) * value / a
    raise ArithmeticError(f"The incomplete beta function did not converge for x = {x}, a = {a}, b = {b}.")


def _nonzero(value: float) -> float:
    return value if abs(value) > 1e-300 else 1e-300
