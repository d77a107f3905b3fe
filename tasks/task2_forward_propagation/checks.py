"""How task 2 is judged."""

import numpy as np

from grader.checks import (
    ROOM,
    U32,
    Failed,
    Mistake,
    array_of,
    custom,
    few_digits,
    number,
    observed_parts,
    other_thresholds,
    passed,
    reading,
    require_close,
    require_shape,
    rows_alike,
    say,
    shape,
    sigmoid,
    tolerance,
    unchanged,
    values,
)

# (rows, features): one row, one feature, more features than rows, prime sizes, and more than anybody writes down.
SIZES = ((7, 2), (1, 3), (11, 1), (3, 13), (257, 29))


def biased(rng, shape):
    """Biases that cannot be overlooked: between 0.3 and 1.2, of either sign."""
    return rng.uniform(0.3, 1.2, shape) * rng.choice([-1.0, 1.0], shape)


def output_biases(rng):
    """One bias (1, 1) for each size, as large, and of both signs in turn."""
    sign = rng.choice([-1.0, 1.0])
    return [sign * (-1) ** index * np.abs(biased(rng, (1, 1))) for index in range(len(SIZES))]


# --- sigmoid -----------------------------------------------------------------------------------------


def sigmoid_cases(rng):
    """Up to ±6, and never as near to 0 that what divides by a small difference goes astray in float32."""
    sizes = ((7, 1), (3, 4), (5,), (1, 1), (257, 3))
    return [(rng.uniform(0.02, 6, size) * rng.choice([-1.0, 1.0], size),) for size in sizes]


def large_cases(rng):
    """Beyond ±710 e^|z| overflows in float64, beyond ±89 in float32."""
    far = np.concatenate([rng.uniform(40, 100, 2), rng.uniform(720, 1000, 2), [1e4, 1e6]])
    z = rng.permutation(np.concatenate([far, -far])).reshape(-1, 1)
    return [(z,), (-z,)]  # whichever sign comes first


FLOAT32 = 16 * U32  # as a share: mistakes whose values are larger than the right ones, in float32

SIGMOID_MISTAKES = (
    Mistake("sign", "this equals 1 / (1 + e^z): a sign is wrong", lambda z: sigmoid(-z)),
    Mistake(
        "precedence",
        "this equals 1 + e^-z: without brackets the division comes before the sum",
        lambda z: 1 + np.exp(-z),
        near=FLOAT32,
    ),
    Mistake("no-reciprocal", "this equals e^-z alone", lambda z: np.exp(-z), near=FLOAT32),
    # Near z = 0 it divides by a small difference, which float32 holds to fewer digits.
    Mistake("minus-for-plus", "this equals 1 / (1 − e^-z)", lambda z: 1 / (1 - np.exp(-z)), near=64 * FLOAT32),
    Mistake("tanh-for-sigmoid", "this equals tanh(z), which runs from −1 to 1", np.tanh),
    Mistake("relu-for-sigmoid", "this equals max(z, 0)", lambda z: np.maximum(z, 0)),
    Mistake("derivative", "this equals the slope σ(z)·(1 − σ(z)), not σ(z)", lambda z: sigmoid(z) * sigmoid(-z)),
    Mistake("sigmoid-twice", "sigmoid is applied twice", lambda z: sigmoid(sigmoid(z))),
    Mistake("rounded", "the values are rounded to 0 and 1", lambda z: np.round(sigmoid(z))),
    Mistake("no-activation", "z comes back as it was", lambda z: z),
    Mistake("truncated", "every value is 0, as when it is cut to an integer", lambda z: np.trunc(sigmoid(z))),
    *few_digits(sigmoid),
)


def symmetric(exam):
    """σ(0) = ½, σ(z) + σ(−z) = 1 and rising: what holds of no constant and of no other usual curve."""
    z = 0.4 * np.arange(1, 10) + exam.rng.uniform(-0.1, 0.1, 9)  # apart enough to rise in float32 too
    z = np.concatenate([-z[::-1], [0.0], z]).reshape(-1, 1)
    observed = exam.call("sigmoid", z)
    require_shape(observed, say("The result of sigmoid"), z.shape)
    came = array_of(observed, say("The result of sigmoid"))
    (bound,) = tolerance(sigmoid, (z,))
    if not np.all(np.abs(came + came[::-1] - 1) <= 2 * bound):
        total = (came + came[::-1])[np.argmax(np.abs(came + came[::-1] - 1))]
        raise Failed(
            say("sigmoid(z) + sigmoid(−z) should be 1 for every z; it was {total}.", total=number(total[0])),
            hint=say("The curve is symmetric about the point (0, ½)."),
        )
    if not np.all(np.diff(came[:, 0]) > 0):
        raise Failed(
            say("The values of sigmoid should rise with z, and they do not."),
            hint=say("The larger z, the nearer to 1."),
        )
    return passed()


# --- initialise --------------------------------------------------------------------------------------


def initialise_cases(rng):
    return [(2,), (1,), (13,), (29,)]


def initial_shapes(f):
    return [(1, f), (1, 1)]


def initial(exam, f):
    """W and b as arrays, their shapes made sure of."""
    arrays = []
    for (what, value), wanted in zip(observed_parts(exam, "initialise", exam.call("initialise", f)), initial_shapes(f)):
        require_shape(value, what, wanted)
        arrays.append(array_of(value, what))
        if np.abs(arrays[-1]).max() > 100:
            raise Failed(
                say(
                    "{what} holds a value of {arrays}: sigmoid saturates from about 6 on.",
                    what=what,
                    arrays=number(np.abs(arrays[-1]).max()),
                ),
                hint=say("Start with small weights, so that sigmoid still has a slope."),
                mistake="weights-too-large",
            )
    return arrays


def finite_numbers(exam):
    for case in initialise_cases(exam.rng):
        initial(exam, *case)
    return passed()


def together(exam):
    worst = 0.0
    for f in (2, 5):
        W, b = initial(exam, f)
        X = exam.rng.normal(size=(6, f))
        observed = exam.call("forward_propagation", X, W, b)
        what = say("What forward_propagation makes of initialise's W and b")
        expected = exam.expected("forward_propagation", X, W, b)
        require_shape(observed, what, expected.shape)
        (bound,) = tolerance(exam.oracle.forward_propagation, (X, W, b))
        worst = max(worst, require_close(array_of(observed, what), expected, bound, what))
    return passed(margin=worst)


# --- forward_propagation -----------------------------------------------------------------------------


def forward_cases(rng):
    """Sums that stay small with many features, too: sigmoid far out is asked by itself."""
    return [
        (rng.normal(size=(n, f)), min(1, 1.6 / np.sqrt(f)) * rng.normal(size=(1, f)), b)
        for (n, f), b in zip(SIZES, output_biases(rng))
    ]


FORWARD_MISTAKES = (
    Mistake("no-bias", "this equals sigmoid(X·Wᵀ): the bias b is not added", lambda X, W, b: sigmoid(X @ W.T)),
    Mistake("bias-twice", "the bias b is added twice", lambda X, W, b: sigmoid(X @ W.T + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda X, W, b: sigmoid(X @ W.T - b)),
    Mistake("bias-outside", "the bias b is added after sigmoid, not before", lambda X, W, b: sigmoid(X @ W.T) + b),
    Mistake("no-activation", "this equals X·Wᵀ + b: sigmoid is missing", lambda X, W, b: X @ W.T + b),
    Mistake("tanh-for-sigmoid", "this equals tanh(X·Wᵀ + b)", lambda X, W, b: np.tanh(X @ W.T + b)),
    Mistake("sigmoid-twice", "sigmoid is applied twice", lambda X, W, b: sigmoid(sigmoid(X @ W.T + b))),
    Mistake("rounded", "the probabilities are rounded to 0 and 1", lambda X, W, b: np.round(sigmoid(X @ W.T + b))),
    Mistake("sign", "this equals sigmoid(−(X·Wᵀ + b)): a sign is wrong", lambda X, W, b: sigmoid(-(X @ W.T + b))),
    Mistake(
        "first-feature-only",
        "only the first feature is used",
        lambda X, W, b: sigmoid(X[:, :1] @ W[:, :1].T + b),
    ),
    Mistake(
        "truncated",
        "every value is 0, as when it is cut to an integer",
        lambda X, W, b: np.trunc(sigmoid(X @ W.T + b)),
    ),
    *few_digits(lambda X, W, b: sigmoid(X @ W.T + b)),
)


# --- classify ----------------------------------------------------------------------------------------


def ladder(rng):
    """A probability between any two neighbouring steps, and below the first and above the last."""
    return np.arange(20) / 20 + rng.uniform(0.05 - ROOM, ROOM, 20)


def probability_cases(rng):
    """Columns of probabilities that keep clear of 0.5; their mean and median lie far below it, too."""
    cases = []
    for low, near, high in ((4, 3, 2), (1, 0, 0), (0, 0, 1), (15, 10, 5), (120, 80, 57)):
        ranges = ((0.01, 0.04, low), (0.41, 0.44, near), (0.56, 0.59, high))
        p = np.concatenate([rng.uniform(first, last, count) for first, last, count in ranges])
        p = np.concatenate([p, ladder(rng)]) if low == 15 else p
        cases.append((rng.permutation(p).reshape(-1, 1),))
    return cases


def threshold_cases(rng):
    """Close to 0.5 on both sides, and 0.5 itself, some clear of it and some certain; again the mean lies elsewhere."""
    near = [rng.uniform(0.5001, 0.503, 4), rng.uniform(0.497, 0.4999, 4)]
    p = np.concatenate([[0.5, 0.5], *near, ladder(rng), np.zeros(15), [1.0]])
    return [(rng.permutation(p).reshape(-1, 1),)]


def exactly(probabilities):
    return [0.0]


CLASSIFY_MISTAKES = (
    Mistake("threshold-inclusive", "a probability of exactly 0.5 became 1, and 0 was asked for", lambda p: p >= 0.5),
    Mistake("classes-swapped", "0 and 1 are swapped", lambda p: p < 0.5),
    Mistake("classes-swapped", "0 and 1 are swapped", lambda p: p <= 0.5),
    Mistake("not-classified", "the probabilities come back as they were", lambda p: p, near=FLOAT32),
    Mistake("plus-minus-one", "the classes are −1 and 1", lambda p: np.where(p > 0.5, 1, -1)),
    Mistake("threshold-zero", "everything above 0 became 1; the threshold is 0.5", lambda p: p > 0),
    *other_thresholds(lambda threshold: lambda p: p > threshold),
    Mistake("truncated", "every probability below 1 became 0, as when it is cut to an integer", np.trunc),
    Mistake("rounded-up", "every probability above 0 became 1, as when it is rounded up", np.ceil),
)

CHECKS = (
    *reading("read_data", (1, 1, 1), column=True),
    shape("sigmoid", sigmoid_cases, 1),
    values("sigmoid", sigmoid_cases, 2, mistakes=SIGMOID_MISTAKES),
    values(
        "sigmoid",
        large_cases,
        1,
        id="sigmoid.large",
        title="sigmoid is right for large |z|",
        hint="Where e^-z overflows the result must still be 0 or 1: no NaN, no OverflowError.",
        needs=("sigmoid.values",),
    ),
    custom(
        "sigmoid.symmetry",
        "sigmoid rises, and sigmoid(z) + sigmoid(−z) = 1",
        "property",
        1,
        symmetric,
        "The curve is symmetric about the point (0, ½) and rises everywhere.",
        ("sigmoid.shape",),
    ),
    unchanged("sigmoid", sigmoid_cases, 1),
    shape("initialise", initialise_cases, 1, expected=initial_shapes),
    custom(
        "initialise.values",
        "initialise returns small finite numbers",
        "numerics",
        1,
        finite_numbers,
        "Zeros or small random numbers will do.",
        ("initialise.shape",),
    ),
    shape("forward_propagation", forward_cases, 1),
    values("forward_propagation", forward_cases, 2, mistakes=FORWARD_MISTAKES),
    rows_alike("forward_propagation", forward_cases, 1, rows=("X",)),
    unchanged("forward_propagation", forward_cases, 1),
    custom(
        "initialise.together",
        "initialise and forward_propagation work together",
        "property",
        1,
        together,
        "Pass what initialise returns to forward_propagation and look at the shapes.",
        ("initialise.values", "forward_propagation.values"),
    ),
    shape("classify", probability_cases, 1),
    values(
        "classify",
        probability_cases,
        1,
        mistakes=CLASSIFY_MISTAKES,
        tolerance=exactly,
        integers=True,
        hint="1 where the probability is above 0.5, else 0.",
    ),
    values(
        "classify",
        threshold_cases,
        1,
        id="classify.threshold",
        title="classify splits at 0.5, which itself belongs to class 0",
        mistakes=CLASSIFY_MISTAKES,
        tolerance=exactly,
        integers=True,
        hint="Above 0.5 is 1; exactly 0.5 and below is 0.",
    ),
    rows_alike("classify", probability_cases, 1, rows=("probabilities",), tolerance=exactly),
    unchanged("classify", probability_cases, 1),
)
