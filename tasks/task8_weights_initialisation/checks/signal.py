"""``signal(initialiser, layers, width, seed)``: each layer's standard deviation, in deep tanh layers.

A right solution fails one of these tests with a probability below 1e-8.
"""

import math

import numpy as np

from grader.checks import (
    U32,
    answer,
    check,
    margin,
    number,
    passed,
    relu,
    require_close,
    say,
    say_n,
    shape,
    sigmoid,
    wrong,
)
from grader.checks.draws import Z
from grader.exam.values import Helper, StudentFunction

ROWS, WIDTH, LAYERS = 256, 200, 4


def small_seed(rng):
    """A small seed: a solution may make other seeds from it by adding or multiplying."""
    return int(rng.integers(10**5))


def gain(stddev):
    return Helper("scaled_gaussian", {"stddev": stddev})


def scaled(scale):
    return Helper("scaled_identity", {"scale": scale})


def by_turn(first, later):
    return Helper("scaled_by_turn", {"first": first, "later": later})


def pairs(scale):
    return Helper("scaled_pairs", {"scale": scale})


def cases(rng):
    return [
        (gain(0.2), 3, 5, small_seed(rng)),
        (scaled(1.0), 1, 32, small_seed(rng)),
        (gain(0.1), 7, 11, small_seed(rng)),
        (scaled(0.5), 2, 1, small_seed(rng)),
    ]


def signals(exam, initialiser, layers, width, seed):
    """What the student's signal returns: (layers,) as float64."""
    what = say("The result of signal for {layers} layers of {width} units", layers=layers, width=width)
    return answer(exam, "signal", initialiser, layers, width, seed, shape=(layers,), what=what, integers=True)


def listed(values):
    return ", ".join(map(number, values))


def moments(points, weights):
    """The standard deviation of the values at the grid's points, and the standard deviation of its estimate from one
    draw."""
    mean = points @ weights
    centred = points - mean[:, None]
    second, fourth = centred**2 @ weights, centred**4 @ weights
    deviation = np.sqrt(second)
    return deviation, np.sqrt(np.maximum(fourth - second**2, 0)) / (2 * deviation)


def chain(x, scale, activation):
    """The values of each layer if every layer is activation(scale · x)."""
    found = []
    for _ in range(LAYERS):
        x = activation(scale * x)
        found.append(x)
    return np.array(found)


def mistakes_of(oracle, scale):
    """(name, message, value of each layer) of mistakes in a signal through scaled identities."""
    x, w = oracle.standard_normal()
    right = oracle.through_identity(scale, LAYERS)
    before = scale * np.concatenate([x[None], right[:-1]])

    def deviation(points):
        return moments(points, w)[0]

    return (
        ("no-activation", say("the layers have no tanh"), deviation(chain(x, scale, lambda z: z))),
        ("relu-for-tanh", say("the layers use relu, not tanh"), deviation(chain(x, scale, relu))),
        ("sigmoid-for-tanh", say("the layers use sigmoid, not tanh"), deviation(chain(x, scale, sigmoid))),
        ("before-activation", say("it is taken before tanh, not after"), deviation(before)),
        (
            "input-first",
            say("the list begins with the input, so each value is a layer late"),
            deviation(before / scale),
        ),
        ("variance", say("this is the variance, not the standard deviation"), deviation(right) ** 2),
        ("mean", say("this is the mean, not the standard deviation"), right @ w),
        ("mean-size", say("this is the mean absolute value, not the standard deviation"), np.abs(right) @ w),
        ("uniform-input", say("the input is uniform, not standard normal"), of_uniform(scale)),
        ("last-for-all", say("every layer has the last layer's value"), np.repeat(deviation(right)[-1:], LAYERS)),
        ("reversed", say("the layers are in reverse order"), deviation(right)[::-1]),
        ("not-chained", say("each layer starts from the input again"), np.repeat(deviation(right)[:1], LAYERS)),
    )


def of_uniform(scale):
    x = np.linspace(-1, 1, 2001)
    return moments(chain(x, scale, np.tanh), np.full(x.size, 1 / x.size))[0]


def fitting_of(oracle, seen, came):
    """The mistakes that explain the result for every scale. Its value is a statistic too, good to 2 %."""
    made = [mistakes_of(oracle, scale) for scale, *_ in seen]
    return {
        name: (message, came)
        for index, (name, message, _) in enumerate(made[0])
        if all(
            np.all(np.abs(values - mistakes[index][2]) <= 0.02 * np.abs(mistakes[index][2]) + 3 * bound)
            for mistakes, (_, values, _, bound) in zip(made, seen)
        )
    }


@check(
    "signal.values",
    "numerics",
    4,
    title="signal returns each layer's standard deviation",
    hint="Try it with weights whose effect you know: the identity leaves x as it is, so the first value is that of tanh(x).",
)
def known_weights(exam):
    """Weights scale · I: every value is tanh(scale · tanh(… scale · x)) of its own standard normal x."""
    oracle = exam.oracle
    _, w = oracle.standard_normal()
    seen = []
    for low, high, width in ((0.6, 0.8, WIDTH), (1.4, 1.9, WIDTH), (0.6, 0.8, 1)):
        scale = round(float(exam.rng.uniform(low, high)), 3)
        expected, spread = moments(oracle.through_identity(scale, LAYERS), w)
        came = signals(exam, scaled(scale), LAYERS, width, small_seed(exam.rng))
        seen.append((scale, came, expected, bound_of(expected, spread, ROWS * width)))
    for scale, came, expected, bound in seen:
        if not np.all(np.abs(came - expected) <= bound):
            what = say("The result of signal for weights of {scale} times the identity", scale=number(scale))
            require_close(came, expected, bound, what, fitting_of(oracle, seen, came))
    one_layer = require_all_units(exam, round(float(exam.rng.uniform(0.8, 1.2)), 3))
    digits = np.concatenate([came for _, came, *_ in seen]) * 1e4
    if np.all(np.abs(digits - np.round(digits)) < 0.01):  # by chance with a probability of (1/50)^12
        raise wrong(
            "All {count} standard deviations have four decimals or fewer.",
            "Return them as they are computed, not rounded.",
            "rounded",
            count=digits.size,
        )
    worst = max(one_layer, *(margin(came, expected, bound) for _, came, expected, bound in seen))
    kinds = say_n("Right for {n} kind of weights.", "Right for {n} kinds of weights.", len(seen) + 1)
    return passed(kinds, margin=worst)


def bound_of(expected, spread, count):
    """Z standard errors, plus 1/n of the value for dividing by n − 1 instead of n, plus rounding of float32 (2^-20)."""
    return Z * spread / math.sqrt(count) + expected * (1 / count + 16 * U32)


def require_all_units(exam, scale):
    """One layer in which unit k gets x₂ₖ + x₂ₖ₊₁ and half of the units get nothing.

    The value of the whole layer then differs from the mean of its units' values, and x · W from x · Wᵀ.
    """
    x, w = exam.oracle.standard_normal()
    fed = np.tanh(scale * math.sqrt(2) * x) ** 2 @ w, np.tanh(scale * math.sqrt(2) * x) ** 4 @ w
    second, fourth = fed[0] / 2, fed[1] / 2
    expected = np.array([math.sqrt(second)])
    bound = bound_of(expected, math.sqrt(fourth - second**2) / (2 * expected), ROWS * WIDTH)
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


@check(
    "signal.extremes",
    "property",
    1,
    title="signal: zero stays zero, too large saturates",
    hint="Try it with weights that are all zero, and with very large ones.",
)
def extremes(exam):
    """Zero weights give no signal, and far too large ones drive every unit to ±1."""
    for helper in (scaled(0.0), gain(0.0)):
        came = signals(exam, helper, 3, 20, small_seed(exam.rng))
        if np.any(came):
            raise wrong(
                "With weights that are all zero, the standard deviations are {came}; "
                "tanh(0) is 0 everywhere, so they are 0.",
                "Use the weights that initialiser returns, and nothing else, in each layer.",
                came=listed(came),
            )
    came = signals(exam, gain(5.0), 5, 100, small_seed(exam.rng))
    if not (came.min() > 0.9 and came.max() <= 1 + 8 * U32):
        raise wrong(
            "With weights of standard deviation 5 in layers of 100 units, the standard deviations are "
            "{came}; after tanh nearly all units are at ±1, so they should be close to 1.",
            "Multiply by the layer's weights, apply tanh, take the standard deviation, in this order.",
            came=listed(came),
        )
    return passed()


def require_new_weights(exam):
    """Raises Failed if all layers use the first weights. The initialiser gives small weights first and large ones
    later.

    A graph that is traced twice calls it more often than there are layers, and may use only later weights.
    """
    _, w = exam.oracle.standard_normal()
    first, layers, width = 0.6, 4, 20
    expected, spread = moments(exam.oracle.through_identity(first, layers), w)
    came = signals(exam, by_turn(first, 1.6), layers, width, small_seed(exam.rng))
    if np.all(np.abs(came - expected) <= bound_of(expected, spread, ROWS * width)):
        raise wrong(
            "In signal all layers have the weights of the first: initialiser is called once.",
            "Each layer gets weights of its own: one call of initialiser for each.",
            "same-weights",
        )


@check(
    "signal.xavier",
    "learning",
    1,
    title="signal: Xavier weights keep the signal, smaller ones lose it",
    hint="Print the standard deviations for Xavier weights and for weights a tenth as large.",
    needs=("xavier.values", "signal.shape"),
)
def kept(exam):
    """The student's own Xavier weights, compared with the limit of wide layers.

    For width n and r rows, the mean square of a layer deviates by a relative √(2/n² + 2/(r·n)) or less, once for each
    layer. A sixth of the value is more than Z times the deviation over all layers.
    """
    require_new_weights(exam)
    layers, width = 5, 150
    expected = exam.oracle.through_random(1.0, layers)
    came = signals(exam, StudentFunction("xavier"), layers, width, small_seed(exam.rng))
    shrunk = signals(exam, gain(0.1 / math.sqrt(width)), layers, width, small_seed(exam.rng))
    if not np.all(np.abs(came - expected) <= expected / 6):
        raise wrong(
            "With your Xavier weights the standard deviations are {came}; about {expected} were expected.",
            "Layer after layer: times the weights, tanh, the standard deviation. Look at signal.values first.",
            came=listed(came),
            expected=listed(expected),
        )
    if not shrunk[-1] < 1e-3 * came[-1]:
        raise wrong(
            "With weights a tenth as large the last layer's standard deviation is {shrunk}, and "
            "{came} with Xavier weights: the small ones should let the signal fade away.",
            "Use the initialiser that is passed, in every layer.",
            shrunk=number(shrunk[-1]),
            came=number(came[-1]),
        )
    return passed(margin=margin(came, expected, expected / 6))


@check(
    "signal.seed",
    "property",
    1,
    title="signal: same seed, same numbers; other seed, others",
    hint="Draw the rows, and the seeds of the layers, from a generator that starts from seed.",
)
def follows_seed(exam):
    """The same seed gives the same numbers, another seed others. The weights must matter, or this proves nothing."""
    seed = small_seed(exam.rng)
    asked = [signals(exam, gain(0.3), 3, 10, value) for value in (seed, seed + 1, seed)]
    if not np.all(np.abs(asked[0] - asked[2]) <= 1e-5):  # threads may add float32 in another order
        raise wrong(
            "signal was called twice with the seed {seed} and returned {asked} and {asked2}.",
            mistake="seed-ignored",
            seed=seed,
            asked=listed(asked[0]),
            asked2=listed(asked[2]),
        )
    if np.all(np.abs(asked[0] - signals(exam, gain(0.1), 3, 10, seed)) <= 1e-5):
        raise wrong(
            "signal returned the same values for weights a third as large.",
            "Use the initialiser that is passed, in every layer.",
        )
    if np.all(np.abs(asked[0] - asked[1]) <= 1e-5):
        raise wrong(
            "signal returned the same values for the seeds {seed} and {seed2}.",
            "The seed has to decide what is drawn.",
            "seed-fixed",
            seed=seed,
            seed2=seed + 1,
        )
    return passed()


CHECKS = (
    shape("signal", cases, 1, expected=lambda initialiser, layers, width, seed: [(layers,)]),
    known_weights,
    extremes,
    kept,
    follows_seed,
)
