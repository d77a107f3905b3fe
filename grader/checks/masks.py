"""Masks of dropout: is each unit dropped independently, with the right probability, and decided by the seed?

A statistic fails a right solution if it is more than ``SIGMAS`` standard deviations off: less than once in 10 million
checks.
"""

from __future__ import annotations

import math
from typing import Protocol

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say, say_n
from grader.checks.asking import wrong
from grader.checks.check import Check, check
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed

SIGMAS = 6.0  # P(|N(0, 1)| > 6) = 2·10⁻⁹ for each statistic


class Zeros(Protocol):
    """Asks the student's function which elements of x it zeroes (True). Without a seed it draws one."""

    def __call__(self, exam: Exam, x: Array, rate: float, seed: int | None = None, /) -> Array: ...


def away_from_zero(rng: np.random.Generator, shape: tuple[int, ...]) -> Array:
    """float32 values between 0.2 and 1.5 in size, of either sign, so that a zero in the result was dropped."""
    return np.asarray(rng.uniform(0.2, 1.5, shape) * rng.choice([-1.0, 1.0], shape), dtype=np.float32)


def dropped_share(name: str, zeros: Zeros, points: int) -> Check:
    """Checks that the share of zeros is rate, by the binomial distribution."""

    @check(
        f"{name}.share",
        "property",
        points,
        title="dropout drops the share of units that rate says",
        hint="Count the zeros for a large x and compare their share with rate.",
    )
    def judged(exam: Exam) -> Verdict:
        furthest = 0.0
        for rate in (0.1, 0.3, 0.75, 0.9):
            mask = zeros(exam, away_from_zero(exam.rng, (250, 80)), rate)
            # If whole rows or columns are dropped, the share varies more; another check finds that.
            spread = max(np.sqrt(rate * (1 - rate) / mask.size), spread_of(mask, 0), spread_of(mask, 1))
            off = abs(mask.mean() - rate) / spread
            if not off <= SIGMAS:
                swapped = abs(mask.mean() - (1 - rate)) <= SIGMAS * spread
                raise wrong(
                    "For rate = {rate} dropout zeroed {mean:.1%} of {size} units; {rate:.0%} were expected, "
                    "give or take {sigmas:.1%}.",
                    "rate is the probability that a unit is dropped, not that it is kept."
                    if swapped
                    else "Compare a fresh uniform number from 0 to 1 with rate, one for each unit.",
                    "keep-drop-swapped" if swapped else "",
                    more=say(" That is 1 − rate: keep and drop are swapped.") if swapped else "",
                    rate=rate,
                    mean=mask.mean(),
                    size=mask.size,
                    sigmas=SIGMAS * spread,
                )
            furthest = max(furthest, off)
        return passed(
            say("The shares of zeros fit 4 rates, within {furthest:.1f} standard deviations.", furthest=furthest)
        )

    return judged


def drops_units_alone(name: str, zeros: Zeros, points: int) -> Check:
    """Checks that units are dropped independently: not in whole rows or columns, and not a fixed number."""

    @check(
        f"{name}.independent",
        "property",
        points,
        title="dropout decides for each unit on its own",
        hint="Draw a random number of its own for each element of x.",
    )
    def judged(exam: Exam) -> Verdict:
        x = away_from_zero(exam.rng, (240, 90))
        mask = zeros(exam, x, 0.4)
        if np.all(mask == mask[0]):
            raise wrong(
                "Every row has its zeros in the same columns: one mask was drawn for all rows.",
                "Draw a random number for each element of x, not for each column.",
                "same-mask-for-every-row",
            )
        if np.all(mask == mask[:, :1]):
            raise wrong(
                "Every row is dropped as a whole, or kept as a whole.",
                "Draw a random number for each element of x, not for each row.",
                "whole-rows",
            )
        _require_binomial(mask)
        neighbours = max(correlation_off(mask[:, 1:], mask[:, :-1]), correlation_off(mask[1:], mask[:-1]))
        if not neighbours <= SIGMAS:
            raise wrong("Whether a unit is dropped depends on its neighbour.")
        if not max(correlation_off(mask, x), correlation_off(mask, np.abs(x))) <= SIGMAS:
            raise wrong(
                "Whether a unit is dropped depends on its value.",
                "Compare random numbers with rate, not x.",
                "depends-on-value",
            )
        dropped = say_n("{n} units were dropped independently.", "{n} units were dropped independently.", mask.size)
        return passed(dropped)

    return judged


def _require_binomial(mask: Array) -> None:
    """Raises Failed if the number of zeros varies less or more than by chance between rows or between columns."""
    rows, units = mask.shape
    for counts, length, what in ((mask.sum(1), units, say("row")), (mask.sum(0), rows, say("column"))):
        # The sum of squared deviations over the binomial variance: about χ² with len(counts) degrees of freedom.
        share = mask.mean()
        dispersion = float(((counts - share * length) ** 2).sum() / (length * share * (1 - share)))
        few, many = chi_square_limits(len(counts))
        if not few <= dispersion <= many:
            less = dispersion < few
            raise wrong(
                "The number of zeros in each {what} lies between {counts} and {counts2}: that varies "
                "{part} than it does when every unit is dropped on its own.",
                "Decide for each unit on its own, not how many there shall be." if less else "",
                "fixed-count" if less else "",
                what=what,
                counts=counts.min(),
                counts2=counts.max(),
                part=say("less") if less else say("more"),
            )


def another_seed(name: str, zeros: Zeros, points: int) -> Check:
    """Checks that masks of different seeds agree only by chance.

    The bound allows masks that drop whole rows or columns: another check finds those.
    """

    @check(
        f"{name}.seed",
        "property",
        points,
        title="dropout gives another mask for another seed",
        hint="Give the seed to the random generator that draws the mask.",
    )
    def judged(exam: Exam) -> Verdict:
        x = away_from_zero(exam.rng, (60, 70))
        seed = int(exam.rng.integers(2**30))
        masks = [zeros(exam, x, 0.5, each) for each in (seed, seed + 1, int(exam.rng.integers(2**31)))]
        for one, other in ((0, 1), (0, 2), (1, 2)):
            if np.array_equal(masks[one], masks[other]):
                raise wrong("Two seeds gave the very same mask: the seed is not used.", mistake="seed-ignored")
            if not correlation_off(masks[one], masks[other]) <= 0.6 * np.sqrt(x.size):  # a correlation of 0.6
                raise wrong(
                    "The masks of two seeds agree in {mean:.1%} of the units; independent ones do in 50 %.",
                    "Another seed has to give a mask that has nothing to do with the first.",
                    mean=(masks[one] == masks[other]).mean(),
                )
        return passed(say("Three seeds gave three masks."))

    return judged


def spread_of(mask: Array, axis: int) -> float:
    """The standard error of the share of True, from its variation between columns (axis 0) or rows (1)."""
    shares = mask.mean(axis=axis)
    return float(shares.std() / np.sqrt(len(shares)))


def correlation_off(a: Array, b: Array) -> float:
    """How many standard deviations the correlation of two arrays of numbers is away from 0."""
    a, b = a.ravel() - a.mean(), b.ravel() - b.mean()
    scale = np.sqrt((a @ a) * (b @ b))
    return float(abs(a @ b) / scale * np.sqrt(a.size)) if scale > 0 else 0.0


def chi_square_limits(degrees: int) -> tuple[float, float]:
    """Two limits; χ² lies outside either with a probability below 2·10⁻⁹ (Laurent and Massart 2000, lemma 1: t =
    20)."""
    t = 20.0
    root = 2 * math.sqrt(degrees * t)
    return degrees - root, degrees + root + 2 * t
