"""How task 8 is judged.

Random answers are judged by tests that a right solution fails with a probability below 1e-8, whatever
its generator: the statistic's distribution is known, so nothing is calibrated here.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from grader.checks import (
    U32,
    Failed,
    Mistake,
    array_of,
    custom,
    derived_seed,
    margin,
    mark,
    number,
    passed,
    require_close,
    require_shape,
    say,
    say_n,
    shape,
    shape_text,
    values,
)
from grader.exam.values import Helper, StudentFunction

SHAPES = ((5, 3), (1, 7), (1, 1), (13, 2))
WIDE = ((200, 150), (60, 500))  # unequal fans, so that one is not taken for the other; 30,000 draws each
SURE = 1e-9  # the probability with which one statistical test fails a right solution
Z = 6.2  # a standard normal lies further out with a probability of 6e-10
DEFAULT = 0.1


def shape_cases(rng):
    return [(size, derived_seed(rng)) for size in SHAPES]


def shape_of(size, seed):
    return [size]


def drawn(exam, name, size, seed, *more):
    """The array (float64) that a student's initialiser returns."""
    observed = exam.call(name, size, seed, *more)
    what = say("The result of {name} for the shape {size}", name=name, size=shape_text(size))
    require_shape(observed, what, size)
    return array_of(observed, what)


# --- distributions ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Distribution:
    """A distribution by its ``cdf``; ``text`` completes "as drawn from …"."""

    text: str
    cdf: Callable[[np.ndarray], np.ndarray]


def flat(low, high, text=""):
    return Distribution(
        text or say("the uniform distribution on [{low}, {high}]", low=number(low), high=number(high)),
        lambda x: np.clip((x - low) / (high - low), 0, 1),
    )


def bell(stddev, mean=0.0, text=""):
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


def cut_bell(stddev, text=""):
    """Normal with what lies beyond two standard deviations drawn again."""
    whole, tail = bell(stddev).cdf, 0.5 * math.erfc(math.sqrt(2))
    return Distribution(
        text or say("a normal distribution cut off at {stddev}", stddev=number(2 * stddev)),
        lambda x: np.clip((whole(np.clip(x, -2 * stddev, 2 * stddev)) - tail) / (1 - 2 * tail), 0, 1),
    )


def distance(array, distribution):
    """Kolmogorov and Smirnov's statistic: the largest gap between the two distribution functions."""
    ordered = np.sort(array, axis=None)
    n = ordered.size
    expected = distribution.cdf(ordered)
    steps = np.arange(n + 1) / n
    return float(max(np.max(steps[1:] - expected), np.max(expected - steps[:-1])))


def furthest(n):
    """The distance that n right draws exceed with a probability of at most SURE.

    Source: P. Massart, "The tight constant in the Dvoretzky–Kiefer–Wolfowitz inequality", 1990:
    P(D > ε) ≤ 2·exp(−2nε²), for every distribution.
    """
    return math.sqrt(math.log(2 / SURE) / (2 * n))


def require_distribution(arrays, right, candidates, what):
    """The largest distance in units of its bound: every array is as drawn from its ``right`` distribution.

    A mistake is named where it fits them all.
    ``arrays`` are (shape, array); ``right(shape)`` and each candidate's function give a Distribution.
    """
    worst = 0.0
    for size, array in arrays:
        gap, bound = distance(array, right(size)), furthest(array.size)
        if not gap <= bound:
            name, said = _fitting(arrays, candidates)
            raise Failed(
                say(
                    "{what} for the shape {size} is not {text}"
                    "{part}. Its {size2} values have the mean "
                    "{mean} and the standard deviation {std}, and lie between "
                    "{array} and {array2}.",
                    what=what,
                    size=shape_text(size),
                    text=right(size).text,
                    part=say(": it looks as drawn from {said}", said=said) if said else "",
                    size2=array.size,
                    mean=number(array.mean()),
                    std=number(array.std()),
                    array=number(array.min()),
                    array2=number(array.max()),
                ),
                hint=say("This looks as drawn from {said}.", said=said) if said else "",
                mistake=name,
                evidence={"distance": round(gap, 5), "bound": round(bound, 5)},
            )
        worst = max(worst, gap / bound)
    return round(worst, 6)


def _fitting(arrays, candidates):
    for name, make in candidates:
        if all(distance(array, make(size)) <= furthest(array.size) for size, array in arrays):
            return name, make(arrays[0][0]).text
    return "", ""


def require_within(array, size, bound, name, mistake=""):
    """No value lies beyond the limit: this holds for every draw."""
    worst = float(np.abs(array).max())
    if not worst <= bound * (1 + 8 * U32):
        raise Failed(
            say(
                "{name} for the shape {size} returned a value of size {worst}; the limit is {bound}.",
                name=name,
                size=shape_text(size),
                worst=number(worst),
                bound=number(bound),
            ),
            hint=say("Work out the interval for this shape by hand and compare."),
            mistake=mistake,
        )


def require_reach(array, size, bound, name):
    """Draws from the whole interval come close to its ends.

    All of n draws are smaller in size than c·bound with a probability of cⁿ, and all are below c·bound, or above
    −c·bound, with ((1 + c) / 2)ⁿ each. Here each of the three is SURE / 3, so a right solution fails with at most SURE.
    """
    share = (SURE / 3) ** (1 / array.size)
    low, high = float(array.min()), float(array.max())
    if max(-low, high) < share * bound or min(-low, high) < (2 * share - 1) * bound:
        raise Failed(
            say(
                "The {count} values of {name} for the shape {size} lie between {low} and {high}; of so many draws from "
                "the whole interval from {least} to {most} some come closer to its ends.",
                count=array.size,
                name=name,
                size=shape_text(size),
                low=number(low),
                high=number(high),
                least=number(-bound),
                most=number(bound),
            ),
            hint=say("Work out the interval for this shape by hand and compare."),
            mistake="one-side" if low >= 0 or high <= 0 else "too-narrow",
        )


def require_numbers(exam, name, *more):
    """Small arrays hold finite numbers too, a single weight included."""
    for size in SHAPES:
        drawn(exam, name, size, derived_seed(exam.rng), *more)


def judge_distribution(name, right, candidates, bound=None):
    def judge(exam):
        require_numbers(exam, name)
        arrays = [(size, drawn(exam, name, size, derived_seed(exam.rng))) for size in WIDE]
        worst = require_distribution(arrays, right, candidates, say("The result of {name}", name=name))
        if bound is not None:
            for size, array in arrays:
                require_within(array, size, bound(size), name)
                require_reach(array, size, bound(size), name)
        return passed(say("As expected over {count} arrays of 30,000 values.", count=len(arrays)), margin=worst)

    return judge


# --- uniform ---------------------------------------------------------------------------------------------------------


UNIFORM_MISTAKES = (
    ("zero-to-one", lambda size: flat(0, 1, say("the uniform distribution on [0, 1]: only one side of zero"))),
    ("half-as-wide", lambda size: flat(-0.5, 0.5)),
    ("one-side", lambda size: flat(-1, 0)),
    ("zero-to-two", lambda size: flat(0, 2)),
    (
        "library-default",
        lambda size: flat(-0.05, 0.05, say("the uniform distribution on [-0.05, 0.05], Keras's own default")),
    ),
    ("normal-for-uniform", lambda size: bell(1.0)),
    ("normal-for-uniform", lambda size: cut_bell(1.0)),
    ("normal-for-uniform", lambda size: bell(1 / math.sqrt(3))),
    ("xavier-for-uniform", lambda size: flat(-glorot(size), glorot(size))),
)


# --- gaussian -------------------------------------------------------------------------------------------------------


def gaussian_mistakes(stddev):
    return (
        (
            "variance-for-stddev",
            lambda size: bell(
                math.sqrt(stddev), text=say("a normal distribution with the variance {stddev}", stddev=number(stddev))
            ),
        ),
        ("stddev-squared", lambda size: bell(stddev**2)),
        (
            "standard-normal",
            lambda size: bell(1.0, text=say("the standard normal distribution: stddev is not used")),
        ),
        ("truncated", lambda size: cut_bell(stddev)),
        ("uniform-for-gaussian", lambda size: flat(-stddev, stddev)),
        ("uniform-for-gaussian", lambda size: flat(-stddev * math.sqrt(3), stddev * math.sqrt(3))),
        (
            "library-default",
            lambda size: bell(0.05, text=say("a normal distribution with the stddev 0.05, Keras's default")),
        ),
        ("stddev-as-mean", lambda size: bell(1.0, mean=stddev)),
        (
            "stddev-ignored",
            lambda size: bell(DEFAULT, text=say("a normal distribution with the stddev {default}", default=DEFAULT)),
        ),
        (
            "one-side",
            lambda size: Distribution(say("the absolute values of a normal distribution"), _half_bell(stddev)),
        ),
    )


def _half_bell(stddev):
    whole = bell(stddev).cdf
    return lambda x: np.where(x < 0, 0.0, 2 * whole(x) - 1)


def require_tails(array, stddev, name):
    """Of 30,000 normal values some lie beyond three standard deviations, but for a probability of 1e-35."""
    if float(np.abs(array).max()) <= 3 * stddev:
        cut = float(np.abs(array).max())
        raise Failed(
            say(
                "None of the {size} values of {name} lies beyond {cut}: the normal distribution is cut off "
                "at {cut2} standard deviations.",
                size=array.size,
                name=name,
                cut=number(cut),
                cut2=number(cut / stddev),
            ),
            hint=say("Draw from the whole normal distribution, not from a truncated one."),
            mistake="truncated",
        )


def judge_gaussian(exam, stddev, more):
    require_numbers(exam, "gaussian", *more)
    arrays = [(size, drawn(exam, "gaussian", size, derived_seed(exam.rng), *more)) for size in WIDE]
    what = say(
        "The result of gaussian with {part}",
        part=say("stddev = {stddev}", stddev=number(stddev)) if more else say("its default stddev"),
    )
    worst = require_distribution(arrays, lambda size: bell(stddev), gaussian_mistakes(stddev), what)
    for size, array in arrays:
        off = abs(float(array.mean())) * math.sqrt(array.size) / stddev
        ratio = float(array.std()) / stddev
        if not (off <= Z and abs(ratio - 1) * math.sqrt(2 * array.size) <= Z):
            raise Failed(
                say(
                    "{what} for the shape {size} has the mean {mean} and the standard deviation "
                    "{std}; 0 and {stddev} were expected.",
                    what=what,
                    size=shape_text(size),
                    mean=number(array.mean()),
                    std=number(array.std()),
                    stddev=number(stddev),
                )
            )
        require_tails(array, stddev, "gaussian")
    return worst


def gaussian_default(exam):
    return passed(say("As expected over 60,000 values."), margin=judge_gaussian(exam, DEFAULT, ()))


def gaussian_stddev(exam):
    large, small = round(float(exam.rng.uniform(1.5, 3)), 3), round(float(exam.rng.uniform(0.01, 0.06)), 4)
    worst = max(judge_gaussian(exam, stddev, (stddev,)) for stddev in (large, small))
    return passed(say("As expected for two other values of stddev."), margin=worst)


# --- xavier ---------------------------------------------------------------------------------------------------------


def glorot(size):
    return math.sqrt(6 / sum(size))


def within(low_high, text):
    return lambda size: flat(-low_high(size), low_high(size), text)


XAVIER_MISTAKES = (
    (
        "fan-in-only",
        within(lambda s: math.sqrt(6 / s[0]), mark("a uniform distribution with the limit √(6 / fan_in) (He's)")),
    ),
    (
        "fan-in-only",
        within(lambda s: math.sqrt(3 / s[0]), mark("a uniform distribution with the limit √(3 / fan_in) (LeCun's)")),
    ),
    ("fan-in-only", within(lambda s: math.sqrt(1 / s[0]), mark("a uniform distribution with the limit √(1 / fan_in)"))),
    (
        "fan-out-only",
        within(lambda s: math.sqrt(6 / s[1]), mark("a uniform distribution with the limit √(6 / fan_out)")),
    ),
    (
        "fan-out-only",
        within(lambda s: math.sqrt(3 / s[1]), mark("a uniform distribution with the limit √(3 / fan_out)")),
    ),
    (
        "fan-out-only",
        within(lambda s: math.sqrt(1 / s[1]), mark("a uniform distribution with the limit √(1 / fan_out)")),
    ),
    (
        "fan-product",
        within(lambda s: math.sqrt(6 / (s[0] * s[1])), mark("one with the limit √(6 / (fan_in · fan_out))")),
    ),
    (
        "no-root",
        within(lambda s: 6 / sum(s), mark("a uniform distribution with the limit 6 / (fan_in + fan_out): no root")),
    ),
    ("three-for-six", within(lambda s: math.sqrt(3 / sum(s)), mark("one with the limit √(3 / (fan_in + fan_out))"))),
    ("two-for-six", within(lambda s: math.sqrt(2 / sum(s)), mark("one with the limit √(2 / (fan_in + fan_out))"))),
    ("root-of-six-alone", within(lambda s: math.sqrt(6) / sum(s), mark("one with the limit √6 / (fan_in + fan_out)"))),
    (
        "normal-for-uniform",
        lambda s: bell(math.sqrt(2 / sum(s)), text=say("Glorot's normal distribution; the uniform one is asked")),
    ),
    (
        "normal-for-uniform",
        lambda s: cut_bell(
            math.sqrt(2 / sum(s)) / 0.87962566103423978,
            say("Glorot's truncated normal distribution; the uniform one is asked"),
        ),
    ),
    (
        "normal-for-uniform",
        lambda s: bell(glorot(s), text=say("a normal distribution with the limit as its stddev")),
    ),
    (
        "normal-for-uniform",
        lambda s: bell(math.sqrt(1 / s[0]), text=say("a normal distribution with the stddev √(1 / fan_in)")),
    ),
    ("normal-for-uniform", lambda s: bell(math.sqrt(2 / s[0]), text=say("He's normal distribution"))),
    ("one-side", lambda s: flat(0, glorot(s), say("the uniform distribution on [0, limit]: only one side of zero"))),
    ("plain-uniform", lambda s: flat(-1, 1, say("the uniform distribution on [-1, 1]: the shape does not count"))),
)


def xavier_limit(exam):
    """Small shapes, where the limit is large, and both orders of one shape."""
    for size in ((3, 5), (5, 3), (1, 2), (40, 7), (7, 40)):
        bound = exam.expected("limit", size)
        array = drawn(exam, "xavier", size, derived_seed(exam.rng))
        require_within(array, size, bound, "xavier")
        if array.size >= 280:
            require_reach(array, size, bound, "xavier")
    return passed()


# --- what holds for every random initialiser -----------------------------------------------------------------------------


def judge_seed(name):
    def judge(exam):
        for seed in (0, derived_seed(exam.rng), 2**31 - 1):
            size = (9, 8)
            other = seed + 1 if seed < 2**31 - 1 else seed - 1
            first = drawn(exam, name, size, seed)
            changed = drawn(exam, name, size, other)
            again = drawn(exam, name, size, seed)
            if np.ptp(first) == 0:
                raise Failed(
                    say("{name} returned the same value everywhere.", name=name),
                    hint=say("Draw each weight at random."),
                )
            if not np.array_equal(first, again):
                only_zero = seed == 0 and np.array_equal(changed, drawn(exam, name, size, other))
                raise Failed(
                    say(
                        "{name} was called twice with the seed {seed} and returned two different arrays.",
                        name=name,
                        seed=seed,
                    ),
                    hint=say("Other seeds are followed. 0 is a seed too, though it counts as false.")
                    if only_zero
                    else say(
                        "Start a generator from the seed in every call; do not draw from one that was made before."
                    ),
                    mistake="seed-ignored",
                )
            equal = int(np.sum(first == changed))
            if 0.2 * first.size < equal < first.size:
                raise Failed(
                    say(
                        "{name} returned the same value in {equal} of {size} places for the seeds {seed} and {other}.",
                        name=name,
                        equal=equal,
                        size=first.size,
                        seed=seed,
                        other=other,
                    ),
                    hint=say("Draw each weight with fractions: then hardly any two draws are equal.")
                    if len(np.unique(first)) < first.size / 2
                    else say("The seed has to decide what is drawn."),
                    mistake="repeated-values" if len(np.unique(first)) < first.size / 2 else "",
                )
            if equal == first.size:
                raise Failed(
                    say(
                        "{name} returned the same values for the seeds {seed} and {other}.",
                        name=name,
                        seed=seed,
                        other=other,
                    ),
                    hint=say("The seed has to decide what is drawn."),
                    mistake="seed-fixed",
                )
            if np.array_equal(np.sort(first, axis=None), np.sort(changed, axis=None)):
                raise Failed(
                    say(
                        "{name} returned the very same values for the seeds {seed} and {other}, only in another order.",
                        name=name,
                        seed=seed,
                        other=other,
                    ),
                    hint=say("Draw each weight at random, not their order alone."),
                    mistake="not-random",
                )
        return passed()

    return judge


def judge_independence(name):
    """Each weight is a draw of its own: hardly any value twice, no two rows or columns alike, in no order.

    For 120 × 120 independent values a correlation of 0.7 between two given rows has a probability of
    1e-20; two neighbours' correlation is normal with the standard deviation 1/√n.
    """

    def judge(exam):
        array = drawn(exam, name, (120, 120), derived_seed(exam.rng))
        if np.ptp(array) == 0:
            raise Failed(
                say("{name} returned the same value everywhere.", name=name), hint=say("Draw each weight at random.")
            )
        distinct = len(np.unique(array))
        if distinct < 0.98 * array.size:
            raise Failed(
                say(
                    "{name} returned only {count} different values among {size}.",
                    count=distinct,
                    size=array.size,
                    name=name,
                ),
                hint=say("Draw each weight on its own, with fractions."),
                mistake="repeated-values",
            )
        centred = array - array.mean()
        for flattened in (centred.ravel(), centred.T.ravel()):
            r = float(np.sum(flattened[1:] * flattened[:-1]) / np.sum(flattened**2))
            if not abs(r) * math.sqrt(array.size) <= Z:
                raise Failed(
                    say(
                        "Neighbouring values of {name} depend on each other (correlation {r}).", name=name, r=number(r)
                    ),
                    hint=say("Draw each weight on its own, and leave the draws in the order in which they came."),
                    mistake="sorted" if r > 0.9 else "",
                )
        for what, table in (("rows", array), ("columns", array.T)):
            likeness = np.abs(np.corrcoef(table) - np.eye(len(table)))
            if not likeness.max() <= 0.7:
                raise Failed(
                    say("{name} returned {what} that follow from each other.", name=name, what=what),
                    hint=say("Draw each weight on its own."),
                    mistake="repeated-values",
                )
        return passed()

    return judge


# --- zeros -----------------------------------------------------------------------------------------------------------


def zeros_seed(exam):
    for size in SHAPES[:2]:
        for seed in (0, derived_seed(exam.rng), derived_seed(exam.rng)):
            if np.any(drawn(exam, "zeros", size, seed)):
                raise Failed(
                    say("zeros returned something else than zeros for the seed {seed}.", seed=seed),
                    hint=say("The seed has no effect here."),
                )
    return passed()


ZEROS_MISTAKES = (Mistake("ones", "this is all ones", lambda size, seed: np.ones(size)),)


# --- signal -----------------------------------------------------------------------------------------------------------


ROWS = 256
WIDTH = 200
LAYERS = 4


def small_seed(rng):
    """Room for a solution that makes its seeds from this one by adding or multiplying."""
    return int(rng.integers(10**5))


def gain(stddev):
    return Helper("scaled_gaussian", {"stddev": stddev})


def scaled(scale):
    return Helper("scaled_identity", {"scale": scale})


def by_turn(first, later):
    return Helper("scaled_by_turn", {"first": first, "later": later})


def pairs(scale):
    return Helper("scaled_pairs", {"scale": scale})


def signal_cases(rng):
    return [
        (gain(0.2), 3, 5, small_seed(rng)),
        (scaled(1.0), 1, 32, small_seed(rng)),
        (gain(0.1), 7, 11, small_seed(rng)),
        (scaled(0.5), 2, 1, small_seed(rng)),
    ]


def signals(exam, initialiser, layers, width, seed):
    observed = exam.call("signal", initialiser, layers, width, seed)
    what = say("The result of signal for {layers} layers of {width} units", layers=layers, width=width)
    require_shape(observed, what, (layers,))
    return array_of(observed, what, integers=True)


def moments(points, weights):
    """Standard deviation of the values at the grid's points, and that of its estimate from one draw."""
    mean = points @ weights
    centred = points - mean[:, None]
    second, fourth = centred**2 @ weights, centred**4 @ weights
    deviation = np.sqrt(second)
    return deviation, np.sqrt(np.maximum(fourth - second**2, 0)) / (2 * deviation)


def relu(z):
    return np.maximum(z, 0)


def logistic(z):
    return 1 / (1 + np.exp(-z))


def chain(x, scale, activation):
    """Each layer's values where every layer is activation(scale · x)."""
    found = []
    for _ in range(LAYERS):
        x = activation(scale * x)
        found.append(x)
    return np.array(found)


def signal_mistakes(oracle, scale):
    """(name, message, each layer's value) for a signal that goes through scaled identities."""
    x, w = oracle.standard_normal()
    right = oracle.through_identity(scale, LAYERS)
    before = scale * np.concatenate([x[None], right[:-1]])

    def deviation(points):
        return moments(points, w)[0]

    return (
        ("no-activation", say("the layers have no tanh"), deviation(chain(x, scale, lambda z: z))),
        ("relu-for-tanh", say("the layers use relu, not tanh"), deviation(chain(x, scale, relu))),
        ("sigmoid-for-tanh", say("the layers use sigmoid, not tanh"), deviation(chain(x, scale, logistic))),
        ("before-activation", say("it is taken before tanh, not after"), deviation(before)),
        (
            "input-first",
            say("the list begins with the input, so each value is a layer late"),
            deviation(before / scale),
        ),
        ("variance", say("this is the variance, not the standard deviation"), deviation(right) ** 2),
        ("mean", say("this is the mean, not the standard deviation"), right @ w),
        ("mean-size", say("this is the mean absolute value, not the standard deviation"), np.abs(right) @ w),
        ("uniform-input", say("the input is uniform, not standard normal"), _of_uniform(scale)),
        ("last-for-all", say("every layer has the last layer's value"), np.repeat(deviation(right)[-1:], LAYERS)),
        ("reversed", say("the layers are in reverse order"), deviation(right)[::-1]),
        ("not-chained", say("each layer starts from the input again"), np.repeat(deviation(right)[:1], LAYERS)),
    )


def _of_uniform(scale):
    x = np.linspace(-1, 1, 2001)
    return moments(chain(x, scale, np.tanh), np.full(x.size, 1 / x.size))[0]


def _fitting_signal(oracle, seen, came):
    """The mistakes that explain what came for every scale; a mistake's value is a statistic too, good to 2 %."""
    made = [signal_mistakes(oracle, scale) for scale, *_ in seen]
    return {
        name: (message, came)
        for index, (name, message, _) in enumerate(made[0])
        if all(
            np.all(np.abs(values - mistakes[index][2]) <= 0.02 * np.abs(mistakes[index][2]) + 3 * bound)
            for mistakes, (_, values, _, bound) in zip(made, seen)
        )
    }


def signal_values(exam):
    """Weights scale · I: every value is tanh(scale · tanh(… scale · x)) of a standard normal x of its own."""
    oracle = exam.oracle
    _, w = oracle.standard_normal()
    seen = []
    for low, high, width in ((0.6, 0.8, WIDTH), (1.4, 1.9, WIDTH), (0.6, 0.8, 1)):
        scale = round(float(exam.rng.uniform(low, high)), 3)
        expected, spread = moments(oracle.through_identity(scale, LAYERS), w)
        came = signals(exam, scaled(scale), LAYERS, width, small_seed(exam.rng))
        seen.append((scale, came, expected, signal_bound(expected, spread, ROWS * width)))
    for scale, came, expected, bound in seen:
        if not np.all(np.abs(came - expected) <= bound):
            what = say("The result of signal for weights of {scale} times the identity", scale=number(scale))
            require_close(came, expected, bound, what, _fitting_signal(oracle, seen, came))
    one_layer = require_all_units(exam, round(float(exam.rng.uniform(0.8, 1.2)), 3))
    digits = np.concatenate([came for _, came, *_ in seen]) * 1e4
    if np.all(np.abs(digits - np.round(digits)) < 0.01):  # by chance with a probability of (1/50)^12
        raise Failed(
            say("All {count} standard deviations have four decimals or fewer.", count=digits.size),
            hint=say("Return them as they are computed, not rounded."),
            mistake="rounded",
        )
    worst = max(one_layer, *(margin(came, expected, bound) for _, came, expected, bound in seen))
    kinds = say_n("Right for {n} kind of weights.", "Right for {n} kinds of weights.", len(seen) + 1)
    return passed(kinds, margin=worst)


def signal_bound(expected, spread, count):
    """Z standard errors; n − 1 for n, and float32, change less than one further part in n and in 2^20."""
    return Z * spread / math.sqrt(count) + expected * (1 / count + 16 * U32)


def require_all_units(exam, scale):
    """One layer in which unit k gets x₂ₖ + x₂ₖ₊₁ and half of the units get nothing.

    The value over the whole layer is not the mean of its units' values then, and x · W is not x · Wᵀ.
    """
    x, w = exam.oracle.standard_normal()
    fed = np.tanh(scale * math.sqrt(2) * x) ** 2 @ w, np.tanh(scale * math.sqrt(2) * x) ** 4 @ w
    second, fourth = fed[0] / 2, fed[1] / 2
    expected = np.array([math.sqrt(second)])
    bound = signal_bound(expected, math.sqrt(fourth - second**2) / (2 * expected), ROWS * WIDTH)
    came = signals(exam, pairs(scale), 1, WIDTH, small_seed(exam.rng))
    mistakes = (
        ("weights-transposed", say("the weights are transposed: this is x·Wᵀ"), math.sqrt(np.tanh(scale * x) ** 2 @ w)),
        ("each-column", say("this is each unit's standard deviation, averaged over the units"), math.sqrt(fed[0]) / 2),
    )
    fitting = {name: (text, came) for name, text, value in mistakes if np.all(np.abs(came - value) <= 0.02 * value)}
    what = say(
        "The result of signal for weights of {scale} by which each unit gets two or none of the inputs",
        scale=number(scale),
    )
    return require_close(came, expected, bound, what, fitting)


def signal_extremes(exam):
    """No weights, no signal; weights far too large drive every unit to ±1."""
    for helper in (scaled(0.0), gain(0.0)):
        came = signals(exam, helper, 3, 20, small_seed(exam.rng))
        if np.any(came):
            raise Failed(
                say(
                    "With weights that are all zero, the standard deviations are {came}; "
                    "tanh(0) is 0 everywhere, so they are 0.",
                    came=", ".join(map(number, came)),
                ),
                hint=say("Use the weights that initialiser returns, and nothing else, in each layer."),
            )
    came = signals(exam, gain(5.0), 5, 100, small_seed(exam.rng))
    if not (came.min() > 0.9 and came.max() <= 1 + 8 * U32):
        raise Failed(
            say(
                "With weights of standard deviation 5 in layers of 100 units, the standard deviations are "
                "{came}; after tanh nearly all units are at ±1, so they should be close to 1.",
                came=", ".join(map(number, came)),
            ),
            hint=say("Multiply by the layer's weights, apply tanh, take the standard deviation, in this order."),
        )
    return passed()


def require_new_weights(exam):
    """Weights that are small in the first call and large in later ones: not all layers have the first.

    A graph that is traced twice asks more often than there are layers, and may use later ones alone.
    """
    _, w = exam.oracle.standard_normal()
    first, layers, width = 0.6, 4, 20
    expected, spread = moments(exam.oracle.through_identity(first, layers), w)
    came = signals(exam, by_turn(first, 1.6), layers, width, small_seed(exam.rng))
    if np.all(np.abs(came - expected) <= signal_bound(expected, spread, ROWS * width)):
        raise Failed(
            say("In signal all layers have the weights of the first: initialiser is called once."),
            hint=say("Each layer gets weights of its own: one call of initialiser for each."),
            mistake="same-weights",
        )


def signal_kept(exam):
    """The student's own Xavier weights, against the limit of wide layers.

    For width n and r rows, a layer's mean square strays by a relative √(2/n² + 2/(r·n)) or less,
    once a layer; a sixth of the value is more than Z times what that comes to over the layers.
    """
    require_new_weights(exam)
    layers, width = 5, 150
    expected = exam.oracle.through_random(1.0, layers)
    came = signals(exam, StudentFunction("xavier"), layers, width, small_seed(exam.rng))
    shrunk = signals(exam, gain(0.1 / math.sqrt(width)), layers, width, small_seed(exam.rng))
    if not np.all(np.abs(came - expected) <= expected / 6):
        raise Failed(
            say(
                "With your Xavier weights the standard deviations are {came}; about {expected} were expected.",
                came=", ".join(map(number, came)),
                expected=", ".join(map(number, expected)),
            ),
            hint=say(
                "Layer after layer: times the weights, tanh, the standard deviation. Look at signal.values first."
            ),
        )
    if not shrunk[-1] < 1e-3 * came[-1]:
        raise Failed(
            say(
                "With weights a tenth as large the last layer's standard deviation is {shrunk}, and "
                "{came} with Xavier weights: the small ones should let the signal fade away.",
                shrunk=number(shrunk[-1]),
                came=number(came[-1]),
            ),
            hint=say("Use the initialiser that is passed, in every layer."),
        )
    return passed(margin=margin(came, expected, expected / 6))


def signal_seed(exam):
    """Same seed, same numbers; another seed, others; and the weights count, or nothing was asked."""
    seed = small_seed(exam.rng)
    asked = [signals(exam, gain(0.3), 3, 10, value) for value in (seed, seed + 1, seed)]
    if not np.all(np.abs(asked[0] - asked[2]) <= 1e-5):  # threads may add up float32 in another order
        raise Failed(
            say(
                "signal was called twice with the seed {seed} and returned {asked} and {asked2}.",
                seed=seed,
                asked=", ".join(map(number, asked[0])),
                asked2=", ".join(map(number, asked[2])),
            ),
            hint=say("Draw the rows, and the seeds of the layers, from a generator that starts from seed."),
            mistake="seed-ignored",
        )
    if np.all(np.abs(asked[0] - signals(exam, gain(0.1), 3, 10, seed)) <= 1e-5):
        raise Failed(
            say("signal returned the same values for weights a third as large."),
            hint=say("Use the initialiser that is passed, in every layer."),
        )
    if np.all(np.abs(asked[0] - asked[1]) <= 1e-5):
        raise Failed(
            say("signal returned the same values for the seeds {seed} and {seed2}.", seed=seed, seed2=seed + 1),
            hint=say("The seed has to decide what is drawn."),
            mistake="seed-fixed",
        )
    return passed()


def seed_check(name):
    return custom(
        f"{name}.seed",
        mark("{name}: same seed, same array; other seed, other array", name=name),
        "property",
        1,
        judge_seed(name),
        "Start a generator from the seed in every call.",
        needs=(f"{name}.shape",),
    )


def independence_check(name):
    return custom(
        f"{name}.independent",
        mark("{name} draws each weight on its own", name=name),
        "property",
        1,
        judge_independence(name),
        "Draw as many random numbers as there are weights.",
        needs=(f"{name}.shape",),
    )


CHECKS = (
    shape("zeros", shape_cases, 1),
    values("zeros", shape_cases, 1, integers=True, mistakes=ZEROS_MISTAKES, tolerance=lambda size, seed: [0.0]),
    custom(
        "zeros.seed",
        "zeros ignores the seed",
        "property",
        1,
        zeros_seed,
        "Zeros, whatever the seed.",
        needs=("zeros.shape",),
    ),
    shape("uniform", shape_cases, 1, expected=shape_of),
    custom(
        "uniform.values",
        "uniform draws from [-1, 1]",
        "numerics",
        2,
        judge_distribution("uniform", lambda size: flat(-1, 1), UNIFORM_MISTAKES, lambda size: 1.0),
        "Draw 10,000 values and look at their smallest, their largest and a histogram.",
        needs=("uniform.shape",),
    ),
    independence_check("uniform"),
    seed_check("uniform"),
    shape("gaussian", shape_cases, 1, expected=shape_of),
    custom(
        "gaussian.values",
        "gaussian draws with mean 0 and standard deviation 0.1",
        "numerics",
        2,
        gaussian_default,
        "Draw 10,000 values and look at their mean, their standard deviation and a histogram.",
        needs=("gaussian.shape",),
    ),
    custom(
        "gaussian.stddev",
        "gaussian uses its stddev",
        "numerics",
        2,
        gaussian_stddev,
        "Draw 10,000 values with stddev 2 and look at their standard deviation.",
        needs=("gaussian.shape",),
    ),
    independence_check("gaussian"),
    seed_check("gaussian"),
    shape("xavier", shape_cases, 1, expected=shape_of),
    custom(
        "xavier.values",
        "xavier draws from Glorot's uniform distribution",
        "numerics",
        3,
        judge_distribution(
            "xavier", lambda size: flat(-glorot(size), glorot(size)), XAVIER_MISTAKES, lambda size: glorot(size)
        ),
        "Work out the limit for the shape (200, 150) by hand, and look at the smallest and largest of the values.",
        needs=("xavier.shape",),
    ),
    custom(
        "xavier.limit",
        "xavier keeps to the limit for each shape",
        "property",
        1,
        xavier_limit,
        "Work out the limit for each shape by hand.",
        needs=("xavier.shape",),
    ),
    independence_check("xavier"),
    seed_check("xavier"),
    shape("signal", signal_cases, 1, expected=lambda initialiser, layers, width, seed: [(layers,)]),
    custom(
        "signal.values",
        "signal returns each layer's standard deviation",
        "numerics",
        4,
        signal_values,
        "Try it with weights whose effect you know: the identity leaves x as it is, so the first value is that of tanh(x).",
        needs=("signal.shape",),
    ),
    custom(
        "signal.extremes",
        "signal: zero stays zero, too large saturates",
        "property",
        1,
        signal_extremes,
        "Try it with weights that are all zero, and with very large ones.",
        needs=("signal.shape",),
    ),
    custom(
        "signal.xavier",
        "signal: Xavier weights keep the signal, smaller ones lose it",
        "learning",
        1,
        signal_kept,
        "Print the standard deviations for Xavier weights and for weights a tenth as large.",
        needs=("xavier.values", "signal.shape"),
    ),
    custom(
        "signal.seed",
        "signal: same seed, same numbers; other seed, others",
        "property",
        1,
        signal_seed,
        "Draw the rows, and the seeds of the layers, from a generator that starts from seed.",
        needs=("signal.shape",),
    ),
)
