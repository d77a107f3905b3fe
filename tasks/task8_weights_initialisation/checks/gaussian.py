"""``gaussian(shape, seed, stddev)``: draws with mean 0 and a standard deviation of 0.1, or what stddev says."""

import math

import numpy as np

from grader.checks import check, mark, number, passed, say, shape, shape_text, wrong
from grader.checks.draws import (
    Z,
    bell,
    cut_bell,
    flat,
    follows_seed,
    half_bell,
    independent,
    require_distribution,
)

from .initialisers import shape_cases, shape_of, wide_arrays

DEFAULT = 0.1


def mistakes(stddev):
    variance = mark("a normal distribution with the variance {stddev}", stddev=number(stddev))
    unused = mark("a normal distribution with the stddev {default}", default=DEFAULT)
    return (
        ("variance-for-stddev", lambda size: bell(math.sqrt(stddev), text=variance)),
        ("stddev-squared", lambda size: bell(stddev**2)),
        (
            "standard-normal",
            lambda size: bell(1.0, text=mark("the standard normal distribution: stddev is not used")),
        ),
        ("truncated", lambda size: cut_bell(stddev)),
        ("uniform-for-gaussian", lambda size: flat(-stddev, stddev)),
        ("uniform-for-gaussian", lambda size: flat(-stddev * math.sqrt(3), stddev * math.sqrt(3))),
        (
            "library-default",
            lambda size: bell(0.05, text=mark("a normal distribution with the stddev 0.05, Keras's default")),
        ),
        ("stddev-as-mean", lambda size: bell(1.0, mean=stddev)),
        ("stddev-ignored", lambda size: bell(DEFAULT, text=unused)),
        ("one-side", lambda size: half_bell(stddev)),
    )


def require_tails(array, stddev):
    """Raises Failed if no value lies beyond three standard deviations: for 30,000 normal values that has a probability
    of 1e-35."""
    cut = float(np.abs(array).max())
    if cut <= 3 * stddev:
        raise wrong(
            "None of the {size} values of {name} lies beyond {cut}: the normal distribution is cut off "
            "at {cut2} standard deviations.",
            "Draw from the whole normal distribution, not from a truncated one.",
            "truncated",
            size=array.size,
            name="gaussian",
            cut=number(cut),
            cut2=number(cut / stddev),
        )


def normal(exam, stddev, *more):
    """Judges what gaussian draws with the arguments ``more``: as from N(0, stddev²). Returns the margin."""
    arrays = wide_arrays(exam, "gaussian", *more)
    what = say(
        "The result of gaussian with {part}",
        part=say("stddev = {stddev}", stddev=number(stddev)) if more else say("its default stddev"),
    )
    worst = require_distribution(arrays, lambda size: bell(stddev), mistakes(stddev), what)
    for size, weights in arrays:
        off = abs(float(weights.mean())) * math.sqrt(weights.size) / stddev
        ratio = float(weights.std()) / stddev
        if not (off <= Z and abs(ratio - 1) * math.sqrt(2 * weights.size) <= Z):
            raise wrong(
                "{what} for the shape {size} has the mean {mean} and the standard deviation "
                "{std}; 0 and {stddev} were expected.",
                what=what,
                size=shape_text(size),
                mean=number(weights.mean()),
                std=number(weights.std()),
                stddev=number(stddev),
            )
        require_tails(weights, stddev)
    return worst


@check(
    "gaussian.values",
    "numerics",
    2,
    title="gaussian draws with mean 0 and standard deviation 0.1",
    hint="Draw 10,000 values and look at their mean, their standard deviation and a histogram.",
)
def default(exam):
    return passed(say("As expected over 60,000 values."), margin=normal(exam, DEFAULT))


@check(
    "gaussian.stddev",
    "numerics",
    2,
    title="gaussian uses its stddev",
    hint="Draw 10,000 values with stddev 2 and look at their standard deviation.",
)
def other_stddev(exam):
    large, small = round(float(exam.rng.uniform(1.5, 3)), 3), round(float(exam.rng.uniform(0.01, 0.06)), 4)
    worst = max(normal(exam, stddev, stddev) for stddev in (large, small))
    return passed(say("As expected for two other values of stddev."), margin=worst)


CHECKS = (
    shape("gaussian", shape_cases, 1, expected=shape_of),
    default,
    other_stddev,
    independent("gaussian", 1),
    follows_seed("gaussian", 1),
)
