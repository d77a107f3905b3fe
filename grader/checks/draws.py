"""Random answers: do they have the right distribution, is each draw independent, and does the seed decide them?

A right solution fails one of these tests with a probability below 1e-8, whatever its generator. The distribution of
each statistic is known, so nothing is calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from grader.base.arrays import Array
from grader.base.language import mark, say
from grader.checks.asking import answer, wrong
from grader.checks.check import Check, check
from grader.checks.numbers import U32, number, shape_text
from grader.exam.exam import Exam
from grader.result.outcome import Verdict, passed

SURE = 1e-9  # the probability that one statistical test fails a right solution
Z = 6.2  # a standard normal exceeds this in size with a probability of 6e-10

Shape = tuple[int, ...]


def drawn(exam: Exam, name: str, size: Shape, seed: int, *more: Any) -> Array:
    """The float64 array of that size that the student's ``name(shape, seed, ...)`` returns."""
    what = say("The result of {name} for the shape {size}", name=name, size=shape_text(size))
    return answer(exam, name, size, seed, *more, shape=size, what=what)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31))


@dataclass(frozen=True)
class Distribution:
    """A distribution by its ``cdf``; ``text`` completes "as drawn from …"."""

    text: str
    cdf: Callable[[Array], Array]


OfShape = Callable[[Shape], Distribution]  # the distribution for weights of a shape


def flat(low: float, high: float, text: str = "") -> Distribution:
    """The uniform distribution from low to high."""
    return Distribution(
        text or say("the uniform distribution on [{low}, {high}]", low=number(low), high=number(high)),
        lambda x: np.clip((x - low) / (high - low), 0, 1),
    )


def bell(stddev: float, mean: float = 0.0, text: str = "") -> Distribution:
    """A normal distribution."""
    root = stddev * math.sqrt(2)
    return Distribution(
        text
        or say(
            "the normal distribution with mean {mean} and standard deviation {stddev}",
            mean=number(mean),
            stddev=number(stddev),
        ),
        lambda x: 0.5 * (1 + np.array([math.erf(value) for value in (x - mean) / root])),
    )


def cut_bell(stddev: float, text: str = "") -> Distribution:
    """A normal distribution whose values beyond two standard deviations are drawn again."""
    whole, tail = bell(stddev).cdf, 0.5 * math.erfc(math.sqrt(2))
    return Distribution(
        text or say("a normal distribution cut off at {stddev}", stddev=number(2 * stddev)),
        lambda x: np.clip((whole(np.clip(x, -2 * stddev, 2 * stddev)) - tail) / (1 - 2 * tail), 0, 1),
    )


def half_bell(stddev: float) -> Distribution:
    """The absolute values of a normal distribution with mean 0."""
    whole = bell(stddev).cdf
    return Distribution(
        say("the absolute values of a normal distribution"), lambda x: np.where(x < 0, 0.0, 2 * whole(x) - 1)
    )


def distance(array: Array, distribution: Distribution) -> float:
    """The Kolmogorov-Smirnov statistic: the largest gap between the two distribution functions."""
    ordered = np.sort(array, axis=None)
    n = ordered.size
    expected = distribution.cdf(ordered)
    steps = np.arange(n + 1) / n
    return float(max(np.max(steps[1:] - expected), np.max(expected - steps[:-1])))


def furthest(n: int) -> float:
    """The distance that n right draws exceed with a probability of at most SURE.

    Source: P. Massart, "The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality", 1990:
    P(D > ε) ≤ 2·exp(−2nε²), for every distribution.
    """
    return math.sqrt(math.log(2 / SURE) / (2 * n))


def require_distribution(
    arrays: Sequence[tuple[Shape, Array]], right: OfShape, candidates: Sequence[tuple[str, OfShape]], what: str
) -> float:
    """Returns the largest distance in units of its bound. Raises Failed if an array does not fit its distribution.

    ``arrays`` are (shape, array) pairs, ``candidates`` (name of a mistake, its distribution) pairs. A mistake is named
    if it fits all arrays.
    """
    worst = 0.0
    for size, array in arrays:
        gap, bound = distance(array, right(size)), furthest(array.size)
        if not gap <= bound:
            name, said = _fitting(arrays, candidates)
            raise wrong(
                "{what} for the shape {size} is not {text}"
                "{part}. Its {size2} values have the mean "
                "{mean} and the standard deviation {std}, and lie between "
                "{array} and {array2}.",
                "This looks as drawn from {said}." if said else "",
                name,
                what=what,
                size=shape_text(size),
                text=right(size).text,
                part=say(": it looks as drawn from {said}", said=said) if said else "",
                size2=array.size,
                mean=number(array.mean()),
                std=number(array.std()),
                array=number(array.min()),
                array2=number(array.max()),
                said=said,
                evidence={"distance": round(gap, 5), "bound": round(bound, 5)},
            )
        worst = max(worst, gap / bound)
    return round(worst, 6)


def _fitting(arrays: Sequence[tuple[Shape, Array]], candidates: Sequence[tuple[str, OfShape]]) -> tuple[str, str]:
    for name, make in candidates:
        if all(distance(array, make(size)) <= furthest(array.size) for size, array in arrays):
            return name, make(arrays[0][0]).text
    return "", ""


_INTERVAL = mark("Work out the interval for this shape by hand and compare.")


def require_within(array: Array, size: Shape, bound: float, name: str) -> None:
    """Raises Failed if a value lies beyond the limit, which no draw ever does."""
    worst = float(np.abs(array).max())
    if not worst <= bound * (1 + 8 * U32):
        raise wrong(
            "{name} for the shape {size} returned a value of size {worst}; the limit is {bound}.",
            _INTERVAL,
            name=name,
            size=shape_text(size),
            worst=number(worst),
            bound=number(bound),
        )


def require_reach(array: Array, size: Shape, bound: float, name: str) -> None:
    """Raises Failed if the values stay too far from the ends of the interval, −bound and bound.

    All n draws are smaller in size than c·bound with a probability of cⁿ. All are below c·bound with ((1 + c) / 2)ⁿ,
    and all above −c·bound with the same. Each of the three is set to SURE / 3, so a right solution fails with at most
    SURE.
    """
    share = (SURE / 3) ** (1 / array.size)
    low, high = float(array.min()), float(array.max())
    if max(-low, high) < share * bound or min(-low, high) < (2 * share - 1) * bound:
        raise wrong(
            "The {count} values of {name} for the shape {size} lie between {low} and {high}; of so many draws from "
            "the whole interval from {least} to {most} some come closer to its ends.",
            _INTERVAL,
            "one-side" if low >= 0 or high <= 0 else "too-narrow",
            count=array.size,
            name=name,
            size=shape_text(size),
            low=number(low),
            high=number(high),
            least=number(-bound),
            most=number(bound),
        )


def follows_seed(name: str, points: int) -> Check:
    """Checks that ``name(shape, seed)`` repeats its draws for the same seed and changes them for another."""

    @check(
        f"{name}.seed",
        "property",
        points,
        title=mark("{name}: same seed, same array; other seed, other array", name=name),
        hint="Start a generator from the seed in every call.",
    )
    def judged(exam: Exam) -> Verdict:
        size = (9, 8)
        for seed in (0, _seed(exam.rng), 2**31 - 1):
            other = seed + 1 if seed < 2**31 - 1 else seed - 1
            first, changed, again = (drawn(exam, name, size, each) for each in (seed, other, seed))
            _require_random(name, first)
            if not np.array_equal(first, again):
                only_zero = seed == 0 and np.array_equal(changed, drawn(exam, name, size, other))
                raise wrong(
                    "{name} was called twice with the seed {seed} and returned two different arrays.",
                    "Other seeds are followed. 0 is a seed too, though it counts as false."
                    if only_zero
                    else "Start a generator from the seed in every call; do not draw from one that was made before.",
                    "seed-ignored",
                    name=name,
                    seed=seed,
                )
            _require_others(name, (seed, first), (other, changed))
        return passed()

    return judged


def _require_random(name: str, array: Array) -> None:
    if np.ptp(array) == 0:
        raise wrong("{name} returned the same value everywhere.", "Draw each weight at random.", name=name)


def _require_others(name: str, one: tuple[int, Array], two: tuple[int, Array]) -> None:
    """Raises Failed if two seeds gave the same values. Both arguments are (seed, array)."""
    (seed, first), (other, changed) = one, two
    equal = int(np.sum(first == changed))
    if 0.2 * first.size < equal < first.size:
        whole = len(np.unique(first)) < first.size / 2
        raise wrong(
            "{name} returned the same value in {equal} of {size} places for the seeds {seed} and {other}.",
            "Draw each weight with fractions: then hardly any two draws are equal."
            if whole
            else "The seed has to decide what is drawn.",
            "repeated-values" if whole else "",
            name=name,
            equal=equal,
            size=first.size,
            seed=seed,
            other=other,
        )
    if equal == first.size:
        raise wrong(
            "{name} returned the same values for the seeds {seed} and {other}.",
            "The seed has to decide what is drawn.",
            "seed-fixed",
            name=name,
            seed=seed,
            other=other,
        )
    if np.array_equal(np.sort(first, axis=None), np.sort(changed, axis=None)):
        raise wrong(
            "{name} returned the very same values for the seeds {seed} and {other}, only in another order.",
            "Draw each weight at random, not their order alone.",
            "not-random",
            name=name,
            seed=seed,
            other=other,
        )


def independent(name: str, points: int) -> Check:
    """Checks that weights are drawn independently: few repeated values, no similar rows or columns, no order.

    For 120 × 120 independent values, a correlation of 0.7 between two given rows has a probability of 1e-20. The
    correlation of neighbours is normal with the standard deviation 1/√n.
    """

    @check(
        f"{name}.independent",
        "property",
        points,
        title=mark("{name} draws each weight on its own", name=name),
        hint="Draw as many random numbers as there are weights.",
    )
    def judged(exam: Exam) -> Verdict:
        array = drawn(exam, name, (120, 120), _seed(exam.rng))
        _require_random(name, array)
        distinct = len(np.unique(array))
        if distinct < 0.98 * array.size:
            raise wrong(
                "{name} returned only {count} different values among {size}.",
                "Draw each weight on its own, with fractions.",
                "repeated-values",
                count=distinct,
                size=array.size,
                name=name,
            )
        centred = array - array.mean()
        for flattened in (centred.ravel(), centred.T.ravel()):
            r = float(np.sum(flattened[1:] * flattened[:-1]) / np.sum(flattened**2))
            if not abs(r) * math.sqrt(array.size) <= Z:
                raise wrong(
                    "Neighbouring values of {name} depend on each other (correlation {r}).",
                    "Draw each weight on its own, and leave the draws in the order in which they came.",
                    "sorted" if r > 0.9 else "",
                    name=name,
                    r=number(r),
                )
        for what, table in (("rows", array), ("columns", array.T)):
            likeness = np.abs(np.corrcoef(table) - np.eye(len(table)))
            if not likeness.max() <= 0.7:
                raise wrong(
                    "{name} returned {what} that follow from each other.",
                    "Draw each weight on its own.",
                    "repeated-values",
                    name=name,
                    what=what,
                )
        return passed()

    return judged
