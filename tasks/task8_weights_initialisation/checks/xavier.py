"""``xavier(shape, seed)``: draws from Glorot's uniform distribution, whose limit depends on the shape."""

import math

from grader.checks import check, derived_seed, mark, passed, shape
from grader.checks.draws import bell, cut_bell, drawn, flat, follows_seed, independent, require_reach, require_within

from .initialisers import judge_uniform, shape_cases, shape_of


def glorot(size):
    return math.sqrt(6 / sum(size))


def within(name, message, limit):
    """A (name, distribution) pair: uniform within ``limit(size)`` on both sides of zero."""
    return name, lambda size: flat(-limit(size), limit(size), mark(message))


def normal(name, message, stddev):
    return name, lambda size: bell(stddev(size), text=mark(message))


MISTAKES = (
    within("fan-in-only", "a uniform distribution with the limit √(6 / fan_in) (He's)", lambda s: math.sqrt(6 / s[0])),
    within(
        "fan-in-only", "a uniform distribution with the limit √(3 / fan_in) (LeCun's)", lambda s: math.sqrt(3 / s[0])
    ),
    within("fan-in-only", "a uniform distribution with the limit √(1 / fan_in)", lambda s: math.sqrt(1 / s[0])),
    within("fan-out-only", "a uniform distribution with the limit √(6 / fan_out)", lambda s: math.sqrt(6 / s[1])),
    within("fan-out-only", "a uniform distribution with the limit √(3 / fan_out)", lambda s: math.sqrt(3 / s[1])),
    within("fan-out-only", "a uniform distribution with the limit √(1 / fan_out)", lambda s: math.sqrt(1 / s[1])),
    within("fan-product", "one with the limit √(6 / (fan_in · fan_out))", lambda s: math.sqrt(6 / (s[0] * s[1]))),
    within("no-root", "a uniform distribution with the limit 6 / (fan_in + fan_out): no root", lambda s: 6 / sum(s)),
    within("three-for-six", "one with the limit √(3 / (fan_in + fan_out))", lambda s: math.sqrt(3 / sum(s))),
    within("two-for-six", "one with the limit √(2 / (fan_in + fan_out))", lambda s: math.sqrt(2 / sum(s))),
    within("root-of-six-alone", "one with the limit √6 / (fan_in + fan_out)", lambda s: math.sqrt(6) / sum(s)),
    normal(
        "normal-for-uniform",
        "Glorot's normal distribution; the uniform one is asked",
        lambda s: math.sqrt(2 / sum(s)),
    ),
    (
        "normal-for-uniform",
        lambda s: cut_bell(
            math.sqrt(2 / sum(s)) / 0.87962566103423978,
            mark("Glorot's truncated normal distribution; the uniform one is asked"),
        ),
    ),
    normal("normal-for-uniform", "a normal distribution with the limit as its stddev", glorot),
    normal(
        "normal-for-uniform",
        "a normal distribution with the stddev √(1 / fan_in)",
        lambda s: math.sqrt(1 / s[0]),
    ),
    normal("normal-for-uniform", "He's normal distribution", lambda s: math.sqrt(2 / s[0])),
    (
        "one-side",
        lambda s: flat(0, glorot(s), mark("the uniform distribution on [0, limit]: only one side of zero")),
    ),
    within("plain-uniform", "the uniform distribution on [-1, 1]: the shape does not count", lambda s: 1),
)


@check(
    "xavier.values",
    "numerics",
    3,
    title="xavier draws from Glorot's uniform distribution",
    hint="Work out the limit for the shape (200, 150) by hand, and look at the smallest and largest of the values.",
)
def distribution(exam):
    return judge_uniform(exam, "xavier", lambda size: flat(-glorot(size), glorot(size)), glorot, MISTAKES)


@check(
    "xavier.limit",
    "property",
    1,
    title="xavier keeps to the limit for each shape",
    hint="Work out the limit for each shape by hand.",
)
def limit(exam):
    """Small shapes, for which the limit is large, and both orders of one shape."""
    for size in ((3, 5), (5, 3), (1, 2), (40, 7), (7, 40)):
        bound = exam.expected("limit", size)
        array = drawn(exam, "xavier", size, derived_seed(exam.rng))
        require_within(array, size, bound, "xavier")
        if array.size >= 280:
            require_reach(array, size, bound, "xavier")
    return passed()


CHECKS = (
    shape("xavier", shape_cases, 1, expected=shape_of),
    distribution,
    limit,
    independent("xavier", 1),
    follows_seed("xavier", 1),
)
