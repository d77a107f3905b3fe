"""How task 4 is judged."""

from functools import partial

import numpy as np

from grader.checks import (
    ROOM,
    THRESHOLDS,
    U32,
    U64,
    Failed,
    Measurement,
    Mistake,
    array_of,
    binary_of,
    calibrated,
    close,
    custom,
    derived_seed,
    expected_parts,
    explain,
    margin,
    mark,
    now,
    observed_parts,
    other_thresholds,
    passed,
    require_shape,
    rows_alike,
    say,
    say_n,
    sentence,
    shape,
    sigmoid,
    tolerance,
    unchanged,
    values,
)
from grader.checks.nontrivial import Evidence, require_repeatable, same_values
from grader.checks.numbers import number
from grader.checks.oracle import datasets

PARTS = ("W1", "b1", "W2", "b2")

# (rows, features, units): prime sizes, one row, one feature, more units than rows, as many units as features, and more of
# each than anybody writes down.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (257, 11, 29))


# --- inputs ------------------------------------------------------------------------------------------


def labels(rng, rows):
    """0/1 as floats, (rows, 1), both present where there is more than one row."""
    return rng.permutation(np.arange(rows) % 2).astype(float)[:, None]


def weights(rng, f, h):
    """W1 (h, f), b1 (1, h), W2 (1, h), b2 (1, 1), of a size at which nothing is saturated."""
    return (
        rng.normal(size=(h, f)) * min(0.7, 1.4 / np.sqrt(f)),
        rng.uniform(-0.5, 0.5, (1, h)),
        rng.normal(size=(1, h)) / np.sqrt(h),
        rng.uniform(-0.5, 0.5, (1, 1)),
    )


def forward(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1.T + b1)
    return sigmoid(hidden @ W2.T + b2), hidden


def output_cases(rng):
    """(output, Y) well inside (0, 1); of many rows the first cost least, so that no part of them has the mean of all."""
    cases = [(rng.uniform(0.02, 0.98, (n, 1)), labels(rng, n)) for n in (7, 1, 13, 257)]
    output, Y = cases.pop()
    order = np.argsort(np.abs(output - Y)[:, 0])
    return [*cases, (output[order], Y[order])]


def wide_output_cases(rng):
    """The same, over the whole range in which the cost is compared."""
    edge = np.array([[0.001], [0.999], [0.999], [0.001]])
    return [*output_cases(rng), (edge, labels(rng, 4))]


def certain_cases(rng):
    """Some outputs are exactly 0 and 1, and right: what a clipping in place would write over."""
    Y = labels(rng, 6)
    output = np.where(np.arange(6)[:, None] < 4, Y, rng.uniform(0.2, 0.8, (6, 1)))
    return [*output_cases(rng), (output, Y)]


def backward_cases(rng):
    cases = []
    for n, f, h in SIZES:
        X, (W1, b1, W2, b2) = rng.normal(size=(n, f)), weights(rng, f, h)
        output, hidden = forward(X, W1, b1, W2, b2)
        cases.append((X, labels(rng, n), W2, output, hidden))
    return cases


def update_cases(rng):
    """Learning rates on both sides of 1."""
    return [
        (weights(rng, f, h), tuple(3 * slope for slope in weights(rng, f, h)), float(rng.uniform(*rates)))
        for f, h, rates in (
            (2, 5, (0.05, 0.9)),
            (3, 1, (0.05, 0.9)),
            (1, 4, (0.05, 0.9)),
            (1, 1, (0.05, 0.9)),
            (11, 29, (2, 4)),
        )
    ]


def train_cases(rng):
    return [
        (rng.normal(size=(n, f)), labels(rng, n), h, 0.5, iterations, derived_seed(rng))
        for (n, f, h), iterations in zip(SIZES, (1, 2, 2, 1, 1, 1))
    ]


def biased(rng, shape):
    """Biases that cannot be overlooked: between 0.3 and 0.8, of either sign."""
    return rng.uniform(0.3, 0.8, shape) * rng.choice([-1.0, 1.0], shape)


PREDICT_SIZES = ((101, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (61, 3, 3), (257, 11, 29))


def all_count(X, W1, b1, W2, b2):
    """Whether leaving out a bias, both, tanh or the sigmoid, and saying the same of every row, give other classes,
    and each other ones.

    What is left out moves few rows to the other class: it takes many rows to see it.
    """
    right = network(X, W1, b1, W2, b2)
    ways = (
        right,
        network(X, W1, 0, W2, b2),
        network(X, W1, b1, W2, 0),
        network(X, W1, 0, W2, 0),
        network(X, W1, b1, W2, b2, hidden=lambda z: z),
        right - 0.5,
        np.ones_like(right),
        -np.ones_like(right),
    )
    return len({(way > 0).tobytes() for way in ways}) == len(ways)


CLEAR = 0.003  # a probability as near as this to 0.5 is not asked about
# One row at least between any two steps; and on both sides of σ(0.5) and of σ(atanh(0.5)), which mistakes split at.
RUNGS = (*((k / 20 + 0.05 - ROOM, k / 20 + ROOM) for k in range(20)), (0.61, 0.621), (0.624, 0.632), (0.636, 0.64))


def _ladder(rng, X, p, n):
    """n rows of X that tell the thresholds apart, or fewer where X does not hold them."""
    off = np.abs(p[:, None] - THRESHOLDS)
    off[:, THRESHOLDS == 0.5] += 0.05 - ROOM - CLEAR
    usable = np.flatnonzero(np.all(off > 0.05 - ROOM, axis=1))
    rungs = [usable[(p[usable] > low) & (p[usable] < high)][:1] for low, high in RUNGS]
    if not all(rung.size for rung in rungs):
        return X[:0]
    nearest = [
        usable[side][np.argsort(np.abs(p[usable[side]] - 0.5))][:4] for side in (p[usable] > 0.5, p[usable] < 0.5)
    ]
    chosen = list(dict.fromkeys(np.concatenate([*nearest, *rungs, usable])))[:n]
    return X[rng.permutation(chosen)]


def _spread(rng, X, above, n):
    """n rows of X that are clear of the threshold; where there are many, four of each class come close to it."""
    clear = np.flatnonzero(np.abs(above) > CLEAR)
    nearest = clear[np.argsort(np.abs(above[clear]), kind="stable")]
    close_by = [*nearest[above[nearest] > 0][:4], *nearest[above[nearest] < 0][:4]] if n > 100 else []
    chosen = list(dict.fromkeys([*close_by, *clear]))[:n]
    return X[rng.permutation(np.array(chosen, dtype=int))]


def predict_cases(rng):
    """Networks with rows of both classes, none of them at the threshold, with biases that matter, and a transpose where
    W1 is square."""
    cases = []
    sign = rng.choice([-1.0, 1.0])  # of b2, which is the class where nothing comes from the hidden layer
    for n, f, h in PREDICT_SIZES:
        sign = -sign
        while True:
            W1, _, W2, _ = weights(rng, f, h)
            many = n > 200
            steep = 4 if many else 1  # so that the probabilities come close to 0 and 1
            params = (2 * W1, biased(rng, (1, h)), steep * W2, steep * sign * np.abs(biased(rng, (1, 1))))
            X = rng.normal(size=(40 * n, f))
            p = forward(X, *params)[0][:, 0]
            X = _ladder(rng, X, p, n) if many else _spread(rng, X, p - 0.5, n)
            if len(X) < n:
                continue
            classes = forward(X, *params)[0] > 0.5
            turned = f == h and np.array_equal(classes, forward(X, params[0].T, *params[1:])[0] > 0.5)
            counts = not turned and (n < 100 or all_count(X, *params))
            if (n == 1 or 0 < classes.mean() < 1) and counts:
                break
        cases.append((X, *params))
    return cases


# --- cost --------------------------------------------------------------------------------------------

CLIPPING = 1e-7  # the largest constant that keeps a logarithm finite and counts as right


def cost_bound(output, Y):
    """What the arithmetic allows, and what a clipping constant adds: log(p + c) − log(p) is at most c / p."""
    right = np.where(Y > 0.5, output, 1 - output)
    (bound,) = tolerance(cross_entropy, (output, Y))
    return [bound + CLIPPING * np.mean(1 / right)]


def cross_entropy(output, Y):
    """The mean over the rows; output (m, 1) inside (0, 1)."""
    return -(Y * np.log(output) + (1.0 - Y) * np.log(1.0 - output)).mean()


COST_MISTAKES = (
    Mistake("summed", "this is the sum over the rows, not the mean", lambda o, Y: cross_entropy(o, Y) * len(Y)),
    Mistake("sign", "the sign is wrong: a cost is never negative", lambda o, Y: -cross_entropy(o, Y)),
    Mistake("halved", "this is half the mean: there is a factor 2 too many", lambda o, Y: cross_entropy(o, Y) / 2),
    Mistake("only-ones", "only the rows with the label 1 count", lambda o, Y: -(Y * np.log(o)).mean()),
    Mistake("only-zeros", "only the rows with the label 0 count", lambda o, Y: -((1 - Y) * np.log(1 - o)).mean()),
    Mistake("labels-swapped", "the labels 0 and 1 are swapped", lambda o, Y: cross_entropy(o, 1 - Y)),
    Mistake("squared-error", "this is the mean squared error", lambda o, Y: ((o - Y) ** 2).mean()),
    Mistake("half-squared-error", "this is half the mean squared error", lambda o, Y: ((o - Y) ** 2).mean() / 2),
    Mistake("absolute-error", "this is the mean absolute error", lambda o, Y: np.abs(o - Y).mean()),
    Mistake("log-base-2", "the logarithm has the base 2", lambda o, Y: cross_entropy(o, Y) / np.log(2)),
    Mistake("log-base-10", "the logarithm has the base 10", lambda o, Y: cross_entropy(o, Y) / np.log(10)),
    Mistake(
        "sigmoid-again",
        "the outputs are probabilities already, but go through the sigmoid again",
        lambda o, Y: cross_entropy(sigmoid(o), Y),
    ),
    Mistake(
        "second-term",
        "in the second term, 1 − Y meets log(output) instead of log(1 − output)",
        lambda o, Y: -(Y * np.log(o) + (1 - Y) * np.log(o)).mean(),
    ),
    Mistake(
        "inner-sign",
        "the two terms are subtracted, not added",
        lambda o, Y: -(Y * np.log(o) - (1 - Y) * np.log(1 - o)).mean(),
    ),
)


def cost_of(exam, output, Y):
    observed = exam.call("cost", output, Y)
    require_shape(observed, say("The result of cost"), (), say(" (one number)"))
    return array_of(observed, say("The result of cost"))


def certain_outputs(exam):
    """Outputs of exactly 0 and 1: near 0 where all are right, finite and large where one is wrong."""
    for rows in (1, 6):
        Y = labels(exam.rng, rows)
        value = float(cost_of(exam, Y.copy(), Y))
        # |log(1 ± c)|, and 1 − c itself is rounded
        if not abs(value) <= 4 * (CLIPPING + U32):
            clipped = 0 < abs(value) < 0.1 and _is_clipped(exam, abs(float(np.expm1(-value))))
            raise Failed(
                say(
                    "cost gives {value} where every output is exactly its label; nearly 0 was expected.",
                    value=number(value),
                ),
                hint=say(
                    "Look at what 0·log(0) becomes. A constant that keeps the logarithm finite may be at most 1e-7."
                )
                if clipped
                else say("Where every output is its label, both terms of the cost are 0."),
                mistake="clipped-too-much" if clipped else "",
            )
        for label in (0.0, 1.0):
            _require_large(exam, Y, label)
    return passed()


def _is_clipped(exam, constant):
    """Whether outputs that are certain and wrong cost what they do where such a constant keeps the logarithm finite,
    and an output of ½ what it should."""
    wrong = [float(cost_of(exam, np.array([[1 - label]]), np.array([[label]]))) for label in (0.0, 1.0)]
    half = float(cost_of(exam, np.array([[0.5]]), np.array([[1.0]])))
    like = all(abs(value + np.log(constant)) <= 0.02 * abs(np.log(constant)) for value in wrong)
    return like and abs(half - np.log(2)) <= 4 * constant + CLIPPING


def _require_large(exam, Y, label):
    """One row with the label is certain of the other class; one alone, so that no sum overflows."""
    Y = np.vstack([Y[1:], [[label]]])
    output = Y.copy()
    output[-1] = 1 - label
    value = float(cost_of(exam, output, Y))
    least = -np.log(CLIPPING + 2 * U32) / len(Y)
    if not value >= least:
        clipped = value * len(Y) > 3 and _is_clipped(exam, float(np.exp(-value * len(Y))))
        raise Failed(
            say(
                "cost gives {value} where one of {count} outputs is exactly {label:g} and its label is "
                "{label2:g}; at least {least} was expected.",
                value=number(value),
                count=len(Y),
                label=1 - label,
                label2=label,
                least=number(least),
            ),
            hint=say(
                "A certain and wrong output costs much: a constant that keeps the logarithm finite may be at most 1e-7."
            )
            if clipped
            else say("A certain and wrong output costs much: the logarithm of nearly 0 is far below 0."),
            mistake="clipped-too-much" if clipped else "",
        )


def cost_over_rows(exam):
    """Neither the order of the rows nor their repetition changes a mean."""
    seen = []
    for output, Y in output_cases(exam.rng):
        (bound,) = cost_bound(output, Y)
        whole = cost_of(exam, output, Y)
        order = exam.rng.permutation(len(Y))
        for told, other in (
            (say("when the rows come in another order"), (output[order], Y[order])),
            (say("when every row is there twice"), (np.vstack([output, output]), np.vstack([Y, Y]))),
        ):
            came = cost_of(exam, *other)
            if not close(came, whole, 4 * bound):
                raise Failed(
                    say(
                        "cost gives {came} {told}, and {whole} before.",
                        came=number(float(came)),
                        told=told,
                        whole=number(float(whole)),
                    ),
                    hint=say("The cost is a mean over the rows."),
                    mistake="summed" if close(came, 2 * whole, 8 * bound) else "",
                )
        seen.append(float(whole))
    if len(set(seen)) < len(seen):
        raise Failed(
            say("cost returned the same number for different outputs."), hint=say("The cost depends on the outputs.")
        )
    return passed()


# --- backward_propagation ------------------------------------------------------------------------------


def gradients(
    X,
    Y,
    W2,
    output,
    hidden,
    *,
    m=None,
    error=lambda o, Y: o - Y,
    slope=lambda a: 1 - a**2,
    through=lambda d, W2: d @ W2,
):
    """The four gradients, with one thing or another done wrongly."""
    m = X.shape[0] if m is None else m
    d_output = error(output, Y)
    d_hidden = through(d_output, W2) * slope(hidden)
    return (
        d_hidden.T @ X / m,
        d_hidden.sum(axis=0, keepdims=True) / m,
        d_output.T @ hidden / m,
        d_output.sum(axis=0, keepdims=True) / m,
    )


def _scaled(factor):
    return lambda *case: tuple(factor(case[0].shape) * part for part in gradients(*case))


BACKWARD_MISTAKES = (
    Mistake("not-averaged", "this is the sum over the rows: it is not divided by m", _scaled(lambda s: s[0])),
    Mistake("averaged-twice", "it is divided by m twice", _scaled(lambda s: 1 / s[0])),
    Mistake(
        "m-from-wrong-axis",
        "it is divided by the number of features X.shape[1], not by the number of rows",
        _scaled(lambda s: s[0] / s[1]),
    ),
    Mistake("halved", "it is half of what was expected: there is a factor 2 too many", _scaled(lambda s: 0.5)),
    Mistake("doubled", "it is twice what was expected: there is a factor 2 too many", _scaled(lambda s: 2)),
    Mistake("sign", "the sign is wrong", partial(gradients, error=lambda o, Y: Y - o)),
    Mistake(
        "no-tanh-derivative",
        "the derivative of tanh, 1 − hidden², is missing",
        partial(gradients, slope=lambda a: 1.0),
    ),
    Mistake(
        "tanh-derivative-unsquared",
        "the derivative of tanh is 1 − hidden², here 1 − hidden stands for it",
        partial(gradients, slope=lambda a: 1 - a),
    ),
    Mistake(
        "sigmoid-derivative-in-hidden",
        "the hidden layer's derivative is that of the sigmoid, hidden·(1 − hidden)",
        partial(gradients, slope=lambda a: a * (1 - a)),
    ),
    Mistake(
        "relu-derivative",
        "the hidden layer's derivative is that of relu",
        partial(gradients, slope=lambda a: (a > 0).astype(float)),
    ),
    Mistake(
        "tanh-again",
        "hidden is an output of tanh already, but goes through tanh again",
        partial(gradients, slope=lambda a: 1 - np.tanh(a) ** 2),
    ),
    Mistake(
        "sigmoid-derivative-twice",
        "the sigmoid's derivative output·(1 − output) is applied, though output − Y holds it already",
        partial(gradients, error=lambda o, Y: (o - Y) * o * (1 - o)),
    ),
    Mistake(
        "no-sigmoid-derivative",
        "this is the slope by the output itself: the sigmoid's derivative is missing",
        partial(gradients, error=lambda o, Y: (o - Y) / (o * (1 - o))),
    ),
    Mistake(
        "no-output-weights",
        "the error reaches the hidden layer without W2",
        partial(gradients, through=lambda d, W2: np.broadcast_to(d, (len(d), W2.shape[1]))),
    ),
    Mistake("labels-ignored", "Y is not subtracted from the output", partial(gradients, error=lambda o, Y: o)),
)


def backward_of(exam, *case):
    """The student's four gradients as arrays, shapes made sure of."""
    observed = exam.call("backward_propagation", *case)
    wanted = [part.shape for part in expected_parts(exam, "backward_propagation", case)]
    found = []
    for (what, value), target in zip(observed_parts(exam, "backward_propagation", observed), wanted):
        require_shape(value, what, target)
        found.append(array_of(value, what))
    return found


def slopes(cost, params, step):
    """Central differences of ``cost(*params)`` by every weight: (cost(w + step) − cost(w − step)) / 2·step."""
    found = []
    for position, array in enumerate(params):
        slope = np.empty_like(array)
        for index in np.ndindex(array.shape):
            ends = []
            for sign in (1, -1):
                moved = [part.copy() for part in params]
                moved[position][index] += sign * step
                ends.append(cost(*moved))
            slope[index] = (ends[0] - ends[1]) / (2 * step)
        found.append(slope)
    return found


# The truncation error is step²/6 times a third derivative, the rounding error about U64·cost/step: in
# balance near the third root of U64.
STEP = U64 ** (1 / 3)


def finite_differences(exam):
    """The gradients are the slopes of the cost, which is differentiated here by walking a little way."""
    worst = 0.0
    for n, f, h in ((5, 2, 3), (1, 3, 2), (4, 1, 5), (4, 3, 3)):
        X, Y, params = exam.rng.normal(size=(n, f)), labels(exam.rng, n), weights(exam.rng, f, h)
        case = (X, Y, params[2], *forward(X, *params))

        def cost(*moved, X=X, Y=Y):
            return exam.oracle.cost(forward(X, *moved)[0], Y)

        measured, wider = slopes(cost, params, STEP), slopes(cost, params, 2 * STEP)
        # Every operation of the cost may round; its terms are at most the largest logarithm.
        rounding = 8 * (f + h + n) * U64 * (1 + float(cost(*params))) / STEP
        bounds = tolerance(exam.oracle.backward_propagation, case)
        for name, came, slope, other, bound in zip(PARTS, backward_of(exam, *case), measured, wider, bounds):
            # The error grows with step², so the wider step is off by four times as much: their
            # difference is three times the error of the shorter one.
            room = bound + np.abs(other - slope) + rounding
            if not close(came, slope, room):
                raise Failed(
                    say(
                        "d{name} is not the slope of the cost: changing {name} a little changes the cost otherwise. ",
                        name=name,
                    )
                    + explain(came, slope, room)["text"],
                    hint=say(
                        "d{name} says how the cost grows with each number in {name}. Go through the chain rule for it "
                        "once more, factor by factor.",
                        name=name,
                    ),
                )
            worst = max(worst, margin(came, slope, room))
    return passed(margin=worst)


def averaged(exam):
    """The gradient over all rows is the mean of the gradients of two halves, weighted by their rows."""
    f, h = 2, 3
    X, Y, params = exam.rng.normal(size=(8, f)), labels(exam.rng, 8), weights(exam.rng, f, h)
    output, hidden = forward(X, *params)

    def asked(rows):
        return backward_of(exam, X[rows], Y[rows], params[2], output[rows], hidden[rows])

    order = exam.rng.permutation(8)
    one, other = order[:3], order[3:]
    bounds = tolerance(exam.oracle.backward_propagation, (X, Y, params[2], output, hidden))
    for name, whole, left, right, bound in zip(PARTS, asked(order), asked(one), asked(other), bounds):
        if close(left, right, bound):
            raise Failed(
                say("d{name} is the same for different rows.", name=name),
                hint=say("The gradients depend on the rows and their labels."),
            )
        mean = (3 * left + 5 * right) / 8
        if not close(whole, mean, 4 * bound):
            summed = close(whole, left + right, 8 * bound)
            raise Failed(
                say("d{name} over 8 rows is not the mean of d{name} over 3 of them and over the other 5. ", name=name)
                + explain(whole, mean, 4 * bound)["text"],
                hint=say("Divide by the number of rows m, once.") if summed else "",
                mistake="not-averaged" if summed else "",
            )
    return passed()


# --- update ---------------------------------------------------------------------------------------------


def stepped(params, slopes, learning_rate, factor=1.0):
    return tuple(value - factor * learning_rate * slope for value, slope in zip(params, slopes))


def update_bound(params, slopes, learning_rate):
    def flat(*numbers):
        return stepped(numbers[:4], numbers[4:8], numbers[8])

    return tolerance(flat, (*params, *slopes, learning_rate))


def _swapped(params, slopes, learning_rate):
    W1, b1, W2, b2 = stepped(params, slopes, learning_rate)
    return W1, W2, b1, b2


def _biases_left(params, slopes, learning_rate):
    W1, _, W2, _ = stepped(params, slopes, learning_rate)
    return W1, params[1], W2, params[3]


UPDATE_MISTAKES = (
    Mistake("ascent", "the step goes up the gradient: the sign is wrong", partial(stepped, factor=-1)),
    Mistake("learning-rate-ignored", "the learning rate is not used", lambda p, g, r: stepped(p, g, 1.0)),
    Mistake("learning-rate-twice", "the learning rate is applied twice", lambda p, g, r: stepped(p, g, r * r)),
    Mistake(
        "learning-rate-divides",
        "the gradient is divided by the learning rate",
        lambda p, g, r: stepped(p, g, 1 / r),
        near=16 * U32,
    ),
    Mistake("not-updated", "it is returned as it was", lambda p, g, r: p),
    Mistake("step-alone", "this is the step alone, not what it leads to", lambda p, g, r: tuple(r * s for s in g)),
    Mistake(
        "step-alone-negative", "this is the step alone, not what it leads to", lambda p, g, r: tuple(-r * s for s in g)
    ),
    Mistake("gradients-returned", "this is the gradient", lambda p, g, r: g),
    Mistake("order", "b1 and W2 are returned in each other's place", _swapped, near=16 * U32),
    Mistake(
        "weight-decay",
        "the learning rate also scales the parameter",
        lambda p, g, r: tuple(r * (a - b) for a, b in zip(p, g)),
    ),
)


def update_of(exam, params, slopes, learning_rate):
    observed = exam.call("update", params, slopes, learning_rate)
    found = []
    for (what, value), old in zip(observed_parts(exam, "update", observed), params):
        require_shape(value, what, old.shape)
        found.append(array_of(value, what))
    return found


def steps_add_up(exam):
    """No step with a learning rate of 0, and two steps with one gradient are one of twice the length."""
    params, slopes, learning_rate = update_cases(exam.rng)[-1]
    bounds = update_bound(params, slopes, 2 * learning_rate)
    still = update_of(exam, params, slopes, 0.0)
    once = update_of(exam, params, slopes, learning_rate)
    again = update_of(exam, tuple(once), slopes, learning_rate)
    twice = update_of(exam, params, slopes, 2 * learning_rate)
    for name, old, zero, one, two, long, bound in zip(PARTS, params, still, once, again, twice, bounds):
        if not close(zero, old, bound):
            raise Failed(
                say("{name} changes though the learning rate is 0. ", name=name) + explain(zero, old, bound)["text"],
                hint=say("The learning rate scales the step, and nothing else."),
            )
        if close(one, old, bound):
            raise Failed(
                say("{name} does not change: it is the same after the update as before.", name=name),
                hint=say("Each of the four is to take a step."),
                mistake="not-updated",
            )
        if not close(two, long, 4 * bound):
            raise Failed(
                say(
                    "Two updates of {name} with the same gradient lead elsewhere than one with twice the learning rate. ",
                    name=name,
                )
                + explain(two, long, 4 * bound)["text"],
                hint=say("The step is the learning rate times the gradient, whatever the parameters are."),
            )
    return passed()


def update_leaves_inputs(exam):
    """One feature and one unit: the four arrays have one shape, and travel back as one array."""
    params, slopes = weights(exam.rng, 1, 1), weights(exam.rng, 1, 1)
    observed, echo = exam.call_and_echo("update", params, slopes, 0.25)
    came = [array_of(value, what) for what, value in observed_parts(exam, "update", observed)]
    evidence = Evidence("update")
    evidence.add((*params, *slopes), came)
    evidence.require()
    require_repeatable("update", came, update_of(exam, params, slopes, 0.25))
    others = (tuple(2 * value for value in params), tuple(3 * slope for slope in slopes))
    if same_values(came, update_of(exam, *others, 0.25)):
        raise Failed(
            say("update returned the same values for other parameters and gradients."),
            hint=say("The output has to depend on the input."),
            mistake="constant",
        )
    for argument, sent, after in zip(("params", "gradients"), (params, slopes), echo):
        if after.array is None or not np.array_equal(after.array, np.array(sent)):
            raise Failed(
                say(
                    "update changed its argument {argument}: after the call it no longer held what it held before.",
                    argument=argument,
                ),
                hint=say("W1 -= … writes into the caller's array: compute a new one."),
                mistake="writes-into-input",
            )
    return passed()


# --- train ------------------------------------------------------------------------------------------------


def train_shapes(X, Y, hidden_size, learning_rate, iterations, seed):
    return [(hidden_size, X.shape[1]), (1, hidden_size), (1, hidden_size), (1, 1)]


def train_of(exam, *case):
    """W1, b1, W2, b2 that the student's train returns, as float64 arrays, shapes made sure of."""
    observed = exam.call("train", *case)
    found = []
    for (what, value), wanted in zip(observed_parts(exam, "train", observed), train_shapes(*case)):
        require_shape(value, what, wanted)
        found.append(array_of(value, what))
    return found


def same(one, other):
    """Whether two sets of weights are equal but for the rounding of one run or another."""
    return all(close(a, b, 64 * U32 * (1 + np.abs(b))) for a, b in zip(one, other))


def seeded(exam):
    rng = exam.rng
    X, Y = rng.normal(size=(7, 2)), labels(rng, 7)
    seed, other = derived_seed(rng), derived_seed(rng)
    first, second = (train_of(exam, X, Y, 3, 0.5, 2, seed) for _ in range(2))
    if not same(first, second):
        raise Failed(
            say("train gave different weights in two calls with the same seed."),
            hint=say("Draw the initial weights from a generator that is made with the seed inside train."),
            mistake="seed-ignored",
        )
    start, elsewhere = (train_of(exam, X, Y, 3, 0.5, 0, s) for s in (seed, other))
    if same(start, elsewhere):
        raise Failed(
            say("train starts from the same weights whatever the seed is."),
            hint=say("Draw the initial weights at random from a generator that is made with the seed."),
            mistake="seed-ignored",
        )
    return passed()


def standing_still(exam):
    """A learning rate of 0 leaves the weights where iterations=0 has them; another one moves them."""
    rng = exam.rng
    X, Y, seed = rng.normal(size=(9, 2)), labels(rng, 9), derived_seed(rng)
    start = train_of(exam, X, Y, 4, 0.5, 0, seed)
    still = train_of(exam, X, Y, 4, 0.0, 3, seed)
    if not same(still, start):
        raise _moved(exam, (X, Y, 4), seed, start, still)
    if same(train_of(exam, X, Y, 4, 0.5, 3, seed), start):
        raise Failed(
            say("Three iterations with a learning rate of 0.5 leave the weights as they were."),
            hint=say("Each iteration takes a step: keep what update returns."),
            mistake="not-updated",
        )
    return passed()


def _moved(exam, data, seed, start, still):
    """Why the weights after steps of no length are not those after no steps."""
    X, Y, _ = data
    if not same(train_of(exam, *data, 0.0, 3, seed), still):
        return Failed(
            say("train gave different weights in two calls with the same seed."),
            hint=say("Draw the initial weights from a generator that is made with the seed inside train."),
            mistake="seed-ignored",
        )
    if same(exam.oracle.descend(X, Y, *still, 0.5, 1), start):
        return Failed(
            say("With iterations=0, train takes a step all the same."),
            hint=say("Count the steps: iterations=0 returns the initial weights, and iterations=1 takes one step."),
            mistake="one-step-too-many",
        )
    if not same(train_of(exam, *data, 0.0, 0, seed), start):
        return Failed(
            say("With iterations=0, what train returns depends on the learning rate: it takes steps all the same."),
            hint=say("Take as many steps as iterations says."),
            mistake="iterations-ignored",
        )
    return Failed(
        say("With a learning rate of 0, three iterations change the weights."),
        hint=say("Scale every step by learning_rate."),
        mistake="learning-rate-ignored",
    )


def walk(X, Y, W1, b1, W2, b2, rate, iterations, step):
    params = W1, b1, W2, b2
    for _ in range(iterations):
        params = step(X, Y, params, rate)
    return params


def plain_step(X, Y, params, rate, **wrong):
    return stepped(params, gradients(X, Y, params[2], *forward(X, *params), **wrong), rate)


def _updated_weights(X, Y, params, rate):
    """W2 takes its step first, and the error then goes back through the new one."""
    output, hidden = forward(X, *params)
    W2 = stepped(params, gradients(X, Y, params[2], output, hidden), rate)[2]
    return stepped(params, gradients(X, Y, W2, output, hidden), rate)


def _row_by_row(X, Y, params, rate):
    for row in range(len(X)):
        params = plain_step(X[[row]], Y[[row]], params, rate)
    return params


def _output_only(X, Y, params, rate):
    return (*params[:2], *plain_step(X, Y, params, rate)[2:])


def _no_biases(X, Y, params, rate):
    W1, _, W2, _ = plain_step(X, Y, params, rate)
    return W1, params[1], W2, params[3]


def _hidden_cut(cut):
    """The hidden layer's values are cut or rounded before anything else is made of them."""

    def step(X, Y, params, rate):
        W1, b1, W2, b2 = params
        hidden = cut(np.tanh(X @ W1.T + b1))
        return stepped(params, gradients(X, Y, W2, sigmoid(hidden @ W2.T + b2), hidden), rate)

    return step


def _momentum(X, Y, W1, b1, W2, b2, rate, iterations, keep=0.9, share=1.0):
    params, speed = (W1, b1, W2, b2), (0.0,) * 4
    for _ in range(iterations):
        slope = gradients(X, Y, params[2], *forward(X, *params))
        speed = tuple(keep * v + share * g for v, g in zip(speed, slope))
        params = stepped(params, speed, rate)
    return params


def _walk(step):
    return lambda *case: walk(*case, step)


def _longer(by):
    return lambda *case: walk(*case[:-1], max(case[-1] + by, 0), plain_step)


def _factor(of):
    return _walk(lambda X, Y, params, rate: plain_step(X, Y, params, rate * of(len(X), rate)))


DESCENT_MISTAKES = (
    Mistake("one-step-too-few", "it takes one step too few", _longer(-1)),
    Mistake("one-step-too-many", "it takes one step too many", _longer(1)),
    Mistake("iterations-ignored", "the weights are the same whatever iterations is", lambda *case: case[2:6]),
    Mistake("ascent", "it walks up the gradient: the sign is wrong", _factor(lambda m, rate: -1.0)),
    Mistake("not-averaged", "every step is m times too long: the gradient is not averaged", _factor(lambda m, rate: m)),
    Mistake("averaged-twice", "every step is divided by m twice", _factor(lambda m, rate: 1 / m)),
    Mistake("learning-rate-twice", "the learning rate is applied twice", _factor(lambda m, rate: rate)),
    *(
        Mistake(
            "learning-rate-ignored",
            mark("learning_rate is ignored: every step has a rate of {fixed:g}", fixed=fixed),
            _factor(lambda m, rate, fixed=fixed: fixed / rate),
        )
        for fixed in (1.0, 0.5, 0.1, 0.05, 0.01, 0.001, 1.2)
    ),
    Mistake(
        "updated-weights",
        "dW1 and db1 are computed with the W2 that was updated already in the same iteration",
        _walk(_updated_weights),
    ),
    Mistake(
        "no-tanh-derivative",
        "the derivative of tanh is missing",
        _walk(partial(plain_step, slope=lambda a: 1.0)),
    ),
    Mistake(
        "sigmoid-derivative-twice",
        "this descends the squared error: the sigmoid's derivative is applied though output − Y holds it already",
        _walk(partial(plain_step, error=lambda o, Y: (o - Y) * o * (1 - o))),
    ),
    Mistake("row-by-row", "it takes a step for every row; one for all rows together was asked", _walk(_row_by_row)),
    Mistake(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        _walk(_hidden_cut(np.zeros_like)),
    ),
    Mistake("hidden-rounded", "the hidden layer's values are rounded to whole numbers", _walk(_hidden_cut(np.round))),
    Mistake("hidden-frozen", "only the output layer learns", _walk(_output_only)),
    Mistake("biases-frozen", "the biases never change", _walk(_no_biases)),
    Mistake("momentum", "this is descent with momentum; plain gradient descent was asked", _momentum),
    Mistake(
        "momentum",
        "this is descent with momentum; plain gradient descent was asked",
        partial(_momentum, share=0.1),
    ),
)

STEPS = (1, 2, 5)
MANY = 300  # rows: more than a batch holds that anybody would choose


def descent(exam):
    """From the student's own initial weights, k plain steps in float64 lead where train(iterations=k) does."""
    asked, early = [], []
    for n, f, h in ((11, 2, 2), (5, 1, 4), (7, 11, 29), (MANY, 2, 3)):
        X, Y, seed = exam.rng.normal(size=(n, f)), labels(exam.rng, n), derived_seed(exam.rng)
        rate = float(exam.rng.uniform(0.3, 0.8))
        start = train_of(exam, X, Y, h, rate, 0, seed)
        if not same(train_of(exam, X, Y, h, rate, 0, seed), start):
            raise Failed(
                say("Called twice with the same seed, train starts from other weights: its steps cannot be followed."),
                hint=say("Draw the initial weights from a generator that is made with the seed inside train."),
                mistake="seed-ignored",
            )
        early.append(partial(_steps_at_zero, exam, X, Y, h, rate, seed, start))
        for steps in STEPS:
            case = (X, Y, *start, rate, steps)
            asked.append((case, train_of(exam, X, Y, h, rate, steps, seed), *_led_to(exam, case)))
    for case, came, wanted, bounds in asked:
        for name, one, target, bound in zip(PARTS, came, wanted, bounds):
            if not close(one, target, bound):
                raise _descent_failure(asked, early[0], name, explain(one, target, bound), case)
    _require_walk(asked)
    asked.append(_one_more(exam))
    rows = [row for _, came, wanted, bounds in asked for row in zip(came, wanted, bounds)]
    worst = max(margin(*row) for row in rows)
    return passed(say("Right after {steps} steps.", steps=", ".join(map(str, (*STEPS, ITERATIONS + 1)))), margin=worst)


def _led_to(exam, case):
    """Where plain steps lead from the weights in ``case``, and the bounds."""
    return exam.oracle.descend(*case), tolerance(exam.oracle.descend, case)


def _one_more(exam):
    """After a long training on the flower, one more iteration is still one plain step."""
    X, Y, seed, params = trained(exam, 0)
    case = (X, Y, *params, RATE, 1)
    came, (wanted, bounds) = train_of(exam, X, Y, HIDDEN, RATE, ITERATIONS + 1, seed), _led_to(exam, case)
    for name, one, target, bound in zip(PARTS, came, wanted, bounds):
        if not close(one, target, bound):
            stopped = all(close(new, old, 0.0) for new, old in zip(came, params))
            raise Failed(
                say(
                    "The first steps are right. But from {name} after {count} iterations, one iteration more does not "
                    "lead where a step of gradient descent does. {text}",
                    name=name,
                    count=ITERATIONS,
                    text=explain(one, target, bound)["text"],
                ),
                hint=say("Take as many steps as iterations says: stop at no cost and at no number of your own.")
                if stopped
                else say("Every step is alike: the same learning rate from the first to the last, and all rows."),
                mistake="stops-early" if stopped else "steps-differ",
            )
    return case, came, wanted, bounds


def _steps_at_zero(exam, X, Y, h, rate, seed, start):
    """Whether iterations=0 takes a step: a learning rate of 0, at which no step leads anywhere, tells from where."""
    first = train_of(exam, X, Y, h, 0.0, 0, seed)
    return not same(first, start) and same(exam.oracle.descend(X, Y, *first, rate, 1), start)


def _descent_failure(asked, early, name, difference, wrong):
    rows, steps = len(wrong[0]), wrong[-1]
    if rows == MANY:  # it is right where rows are few
        return Failed(
            say(
                "With few rows the steps are right. With {rows} rows, {name} is not where gradient descent with all rows "
                "leads. {text}",
                rows=rows,
                name=name,
                text=difference["text"],
            ),
            hint=say("Each step takes all rows of X: no batches, and no part of the rows."),
            mistake="not-all-rows",
            evidence={"difference": difference},
        )
    few = [(case, came, bounds) for case, came, _, bounds in asked if len(case[0]) < MANY]
    fitting = [mistake for mistake in DESCENT_MISTAKES if all(_fits(mistake, *row) for row in few)]
    named, said = (fitting[0].name, fitting[0].message) if fitting else ("", "")
    if named == "one-step-too-few" and early():
        named, said = "one-step-too-many", mark("with iterations=0, train takes a step all the same")
    after = say_n("{n} iteration", "{n} iterations", steps)
    return Failed(
        say(
            "After {after} from the weights that train(iterations=0) returned, {name} is not where gradient descent "
            "leads{part}. {text}",
            after=after,
            name=name,
            part=": " + now(said) if said else "",
            text=difference["text"],
        ),
        hint=sentence(said),
        mistake=named,
        evidence={"difference": difference},
    )


def _fits(mistake, case, came, bounds):
    with np.errstate(all="ignore"):
        return all(close(one, other, 4 * bound) for one, other, bound in zip(came, mistake.produce(*case), bounds))


def _require_walk(asked):
    """Weights at which nothing moves prove nothing."""
    for case, _, wanted, bounds in asked:
        moved = [np.abs(new - old) - 8 * bound for new, old, bound in zip(wanted, case[2:6], bounds)]
        if max(float(part.max()) for part in moved) <= 0:
            raise Failed(
                say(
                    "The weights at iterations=0 are so large that no step can be told from none: the layers are saturated."
                ),
                hint=say("Start with small weights, so that tanh and the sigmoid still have a slope."),
                mistake="weights-too-large",
            )


# --- the flower ---------------------------------------------------------------------------------------------

ROWS, UNSEEN, HIDDEN, RATE, ITERATIONS, FEW = 200, 1000, 8, 1.0, 600, 40


def flower(rng, rows):
    X, y = datasets.flower(rng, rows)
    return X, y.astype(float)[:, None]


def trained(exam, attempt, swap=False):
    """X, Y, seed and the weights that the student's train makes of them; one training for all checks."""

    def make(rng):
        X, Y = flower(rng, ROWS)
        Y, seed = (1 - Y if swap else Y), derived_seed(rng)
        return X, Y, seed, train_of(exam, X, Y, HIDDEN, RATE, ITERATIONS, seed)

    return exam.shared(f"flower/{attempt}/{swap}", make)


def share_right(params, X, Y):
    return float(np.mean((forward(X, *params)[0] > 0.5) == (Y > 0.5)))


def train_accuracy(exam, attempt):
    """The grader's own forward propagation with the student's weights."""
    return share_right(trained(exam, attempt)[3], *flower(exam.rng, UNSEEN))


def swapped_accuracy(exam, attempt):
    X, Y = flower(exam.rng, UNSEEN)
    return share_right(trained(exam, attempt, swap=True)[3], X, 1 - Y)


def untrained_accuracy(exam, attempt):
    """The mean over seven seeds: one random network may be lucky, seven are not."""
    X, Y = flower(exam.rng, UNSEEN)
    found = []
    for _ in range(7):
        params = train_of(exam, *flower(exam.rng, ROWS), HIDDEN, RATE, 0, derived_seed(exam.rng))
        found.append(share_right(params, X, Y))
    return float(np.mean(found))


def cost_ratio(exam, attempt):
    """The cost on the training rows after all iterations, over that after a few.

    A few iterations bring the cost below log 2, that of saying ½ to every row. What is above it after a few has
    learned nothing, and is no mark to be better than.
    """
    X, Y, seed, params = trained(exam, attempt)
    few = train_of(exam, X, Y, HIDDEN, RATE, FEW, seed)
    costs = [cross_entropy(np.clip(forward(X, *p)[0], 1e-12, 1 - 1e-12), Y) for p in (params, few)]
    return costs[0] / min(costs[1], np.log(2))


def predicted_accuracy(exam, attempt):
    """The student's predict with the weights of the student's train."""
    params = trained(exam, attempt)[3]
    X, Y = flower(exam.rng, UNSEEN)
    classes = binary_of(exam.call("predict", X, *params), say("The result of predict"), UNSEEN)
    return float(np.mean(classes == Y[:, 0]))


TRAIN_ACCURACY = Measurement("train.accuracy", train_accuracy, rows=UNSEEN)
TRAIN_SWAPPED = Measurement("train.swapped_labels", swapped_accuracy, rows=UNSEEN)
TRAIN_UNTRAINED = Measurement("train.untrained", untrained_accuracy, at_least=False, rows=UNSEEN)
TRAIN_IMPROVES = Measurement("train.more_iterations", cost_ratio, at_least=False)
PREDICT_ACCURACY = Measurement("predict.accuracy", predicted_accuracy, rows=UNSEEN)
MEASUREMENTS = (TRAIN_ACCURACY, TRAIN_SWAPPED, TRAIN_UNTRAINED, TRAIN_IMPROVES, PREDICT_ACCURACY)


# --- predict --------------------------------------------------------------------------------------------------


def network(X, W1, b1, W2, b2, hidden=np.tanh):
    return hidden(X @ W1.T + b1) @ W2.T + b2


def _classes(rule):
    return lambda *case: np.asarray(rule(network(*case)), dtype=float)


PREDICT_MISTAKES = (
    Mistake("probabilities", "these are the probabilities, not the classes", _classes(sigmoid)),
    Mistake("threshold-side", "0 and 1 are swapped: the threshold is on the wrong side", _classes(lambda z: z <= 0)),
    Mistake("signs", "these are −1 and 1, not 0 and 1", _classes(np.sign)),
    Mistake("all-zero", "every class is 0", _classes(lambda z: z > np.inf)),
    Mistake("all-one", "every class is 1", _classes(lambda z: z > -np.inf)),
    Mistake("no-sigmoid", "the sigmoid is missing before the threshold of 0.5", _classes(lambda z: z > 0.5)),
    Mistake("sums-returned", "these are the sums before the sigmoid", _classes(lambda z: z)),
    Mistake("sigmoid-twice", "sigmoid is applied twice", _classes(lambda z: sigmoid(sigmoid(z)) > 0.5)),
    *other_thresholds(lambda threshold: _classes(lambda z: sigmoid(z) > threshold)),
    Mistake("threshold-tanh", "the output goes through tanh, not the sigmoid", _classes(lambda z: np.tanh(z) > 0.5)),
    Mistake(
        "no-biases",
        "neither b1 nor b2 is added",
        lambda X, W1, b1, W2, b2: (network(X, W1, 0 * b1, W2, 0 * b2) > 0).astype(float),
    ),
    Mistake(
        "no-output-bias", "b2 is not added", lambda X, W1, b1, W2, b2: (network(X, W1, b1, W2, 0) > 0).astype(float)
    ),
    Mistake(
        "no-hidden-bias", "b1 is not added", lambda X, W1, b1, W2, b2: (network(X, W1, 0, W2, b2) > 0).astype(float)
    ),
    Mistake(
        "no-activation",
        "the hidden layer's tanh is missing",
        lambda *case: (network(*case, hidden=lambda z: z) > 0).astype(float),
    ),
    Mistake(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        lambda *case: (network(*case, hidden=np.zeros_like) > 0).astype(float),
    ),
    Mistake(
        "hidden-rounded",
        "the hidden layer's values are rounded to whole numbers",
        lambda *case: (network(*case, hidden=lambda z: np.round(np.tanh(z))) > 0).astype(float),
    ),
)


CHECKS = (
    shape(
        "cost",
        output_cases,
        1,
        hint="The cost is one number. sum and mean give one; a product of matrices gives a (1, 1) array.",
    ),
    values("cost", wide_output_cases, 3, mistakes=COST_MISTAKES, tolerance=cost_bound),
    custom(
        "cost.certain",
        "cost copes with outputs of exactly 0 and 1",
        "property",
        2,
        certain_outputs,
        "log(0) is −∞ and 0·∞ is NaN: keep the outputs a tiny bit away from 0 and 1.",
        needs=("cost.shape",),
    ),
    custom(
        "cost.rows",
        "cost is a mean over the rows",
        "property",
        1,
        cost_over_rows,
        "The cost is a mean over the rows.",
        needs=("cost.shape",),
    ),
    unchanged("cost", certain_cases, 1),
    shape("backward_propagation", backward_cases, 1),
    values("backward_propagation", backward_cases, 4, mistakes=BACKWARD_MISTAKES),
    custom(
        "backward_propagation.finite_differences",
        "backward_propagation gives the slopes of the cost",
        "gradient",
        4,
        finite_differences,
        "Go through the chain rule once more, factor by factor.",
        needs=("backward_propagation.shape",),
    ),
    custom(
        "backward_propagation.mean",
        "backward_propagation averages over the rows",
        "property",
        1,
        averaged,
        "Each gradient is a mean over the rows of X.",
        needs=("backward_propagation.shape",),
    ),
    unchanged("backward_propagation", backward_cases, 1),
    shape("update", update_cases, 1),
    values("update", update_cases, 2, mistakes=UPDATE_MISTAKES, tolerance=update_bound),
    custom(
        "update.steps",
        "update takes steps that add up",
        "property",
        1,
        steps_add_up,
        "The step is the learning rate times the gradient.",
        needs=("update.shape",),
    ),
    custom(
        "update.inputs_unchanged",
        "update leaves its inputs unchanged",
        "property",
        1,
        update_leaves_inputs,
        "Compute new arrays: W1 -= … writes into the caller's.",
        needs=("update.shape",),
    ),
    shape("train", train_cases, 1, expected=train_shapes),
    unchanged("train", train_cases, 1),
    custom(
        "train.seed",
        "train repeats itself for a seed, and differs for another",
        "property",
        1,
        seeded,
        "Draw the initial weights from a generator that is made with the seed.",
        needs=("train.shape",),
    ),
    custom(
        "train.learning_rate",
        "train stands still with a learning rate of 0",
        "property",
        1,
        standing_still,
        "Scale every step by learning_rate.",
        needs=("train.shape",),
    ),
    custom(
        "train.descent",
        "train is plain gradient descent, step by step",
        "gradient",
        4,
        descent,
        "In each iteration: forward with all rows, all four gradients, then one step for all four.",
        needs=("train.shape",),
    ),
    calibrated(
        TRAIN_UNTRAINED,
        "train with no iterations knows nothing",
        1,
        what="accuracy without any iteration",
        hint="With iterations=0, return random initial weights.",
        kind="learning",
        needs=("train.learning_rate",),
    ),
    calibrated(
        TRAIN_IMPROVES,
        "train gets better with more iterations",
        1,
        what=mark("the cost after {iterations} iterations over that after {few}", iterations=ITERATIONS, few=FEW),
        hint="Take as many steps as iterations says, each from where the last one ended.",
        kind="learning",
        needs=("train.shape",),
    ),
    calibrated(
        TRAIN_SWAPPED,
        "train learns the labels that it is given",
        2,
        what="accuracy after training on swapped labels, measured on swapped labels",
        hint="Swapped labels are to be learned as well as the others: what is learned has to come from Y.",
        kind="learning",
        needs=("train.shape",),
    ),
    calibrated(
        TRAIN_ACCURACY,
        "train learns the flower",
        2,
        what=mark("accuracy on {unseen:,} unseen points of the flower", unseen=UNSEEN),
        hint="Print the cost every 50 iterations: it should fall quickly at first and then slowly.",
        needs=("train.shape",),
        explain=lambda value: say("That is no better than a straight line through the petals.") if value < 0.7 else "",
    ),
    shape("predict", predict_cases, 1),
    values(
        "predict",
        predict_cases,
        2,
        mistakes=PREDICT_MISTAKES,
        tolerance=lambda *case: [64 * U32],  # classes are exact; this is for recognising probabilities
        integers=True,
        hint="1 where the probability is above 0.5, else 0.",
    ),
    rows_alike("predict", predict_cases, 1, rows=("X",)),
    unchanged("predict", predict_cases, 1),
    calibrated(
        PREDICT_ACCURACY,
        "train and predict work together on the flower",
        2,
        what=mark("accuracy of predict on {unseen:,} unseen points of the flower", unseen=UNSEEN),
        hint="Hand the weights that train returned to predict yourself, and compare with the labels.",
        needs=("predict.shape", "train.shape"),
    ),
)
