"""The checks of task 2."""

import numpy as np

from grader.checks import (
    CUT_TO_ZERO,
    U32,
    Mistake,
    answer,
    answers,
    check,
    few_digits,
    ladder,
    layer_mistakes,
    number,
    other_thresholds,
    passed,
    reading,
    require_close,
    rescaled,
    rows_alike,
    say,
    shape,
    sigmoid,
    single_biases,
    small_numbers,
    tolerance,
    unchanged,
    values,
    wrong,
)

# (rows, features): one row, one feature, more features than rows, prime sizes, and sizes that nobody would hard-code.
SIZES = ((7, 2), (1, 3), (11, 1), (3, 13), (4, 4), (257, 29))


# --- sigmoid -----------------------------------------------------------------------------------------


def sigmoid_cases(rng):
    """Up to ±6, and not so close to 0 that mistakes which divide by a small difference lose all digits in float32."""
    sizes = ((7, 1), (3, 4), (5,), (1, 1), (257, 3))
    return [(rng.uniform(0.02, 6, size) * rng.choice([-1.0, 1.0], size),) for size in sizes]


def large_cases(rng):
    """e^|z| overflows beyond ±710 in float64 and beyond ±89 in float32."""
    far = np.concatenate([rng.uniform(40, 100, 2), rng.uniform(720, 1000, 2), [1e4, 1e6]])
    z = rng.permutation(np.concatenate([far, -far])).reshape(-1, 1)
    return [(z,), (-z,)]  # either sign may be first


FLOAT32 = 16 * U32  # relative: for mistakes whose values are larger than the right ones, in float32

SIGMOID_MISTAKES = (
    Mistake("sign", "this equals 1 / (1 + e^z): a sign is wrong", lambda z: sigmoid(-z)),
    Mistake(
        "precedence",
        "this equals 1 + e^-z: without brackets the division comes before the sum",
        lambda z: 1 + np.exp(-z),
        near=FLOAT32,
    ),
    Mistake("no-reciprocal", "this equals e^-z alone", lambda z: np.exp(-z), near=FLOAT32),
    # Near z = 0 this divides by a small difference, which has fewer digits in float32.
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


@check(
    "sigmoid.symmetry",
    "property",
    1,
    title="sigmoid rises, and sigmoid(z) + sigmoid(−z) = 1",
    hint="The curve is symmetric about the point (0, ½) and rises everywhere.",
)
def symmetric(exam):
    """σ(0) = ½, σ(z) + σ(−z) = 1, and rising: true for no constant and no other usual curve."""
    z = 0.4 * np.arange(1, 10) + exam.rng.uniform(-0.1, 0.1, 9)  # far enough apart to rise in float32 too
    z = np.concatenate([-z[::-1], [0.0], z]).reshape(-1, 1)
    came = answer(exam, "sigmoid", z, shape=z.shape)
    (bound,) = tolerance(sigmoid, (z,))
    sums = came + came[::-1]
    if not np.all(np.abs(sums - 1) <= 2 * bound):
        raise wrong(
            "sigmoid(z) + sigmoid(−z) should be 1 for every z; it was {total}.",
            "The curve is symmetric about the point (0, ½).",
            total=number(sums[np.argmax(np.abs(sums - 1))][0]),
        )
    if not np.all(np.diff(came[:, 0]) > 0):
        raise wrong("The values of sigmoid should rise with z, and they do not.", "The larger z, the nearer to 1.")
    return passed()


# --- initialise --------------------------------------------------------------------------------------


def initialise_cases(rng):
    return [(2,), (1,), (13,), (29,)]


def initial_shapes(f):
    return [(1, f), (1, 1)]


@check(
    "initialise.together",
    "property",
    1,
    title="initialise and forward_propagation work together",
    hint="Pass what initialise returns to forward_propagation and look at the shapes.",
    needs=("initialise.values", "forward_propagation.values"),
)
def together(exam):
    worst = 0.0
    for f in (2, 5):
        W, b = answers(exam, "initialise", f, shapes=initial_shapes(f))
        X = exam.rng.normal(size=(6, f))
        what = say("What forward_propagation makes of initialise's W and b")
        came = answer(exam, "forward_propagation", X, W, b, what=what)
        (bound,) = tolerance(exam.oracle.forward_propagation, (X, W, b))
        worst = max(worst, require_close(came, exam.expected("forward_propagation", X, W, b), bound, what))
    return passed(margin=worst)


# --- forward_propagation -----------------------------------------------------------------------------


def forward_cases(rng):
    """Sums that stay small even with many features: another check tests sigmoid far from 0."""
    return [
        (rng.normal(size=(n, f)), min(1, 1.6 / np.sqrt(f)) * rng.normal(size=(1, f)), b)
        for (n, f), b in zip(SIZES, single_biases(rng, len(SIZES)))
    ]


FORWARD_MISTAKES = (
    *layer_mistakes(
        lambda X, W: X @ W.T,
        "X·Wᵀ",
        ("sigmoid", sigmoid),
        others=(
            Mistake("tanh-for-sigmoid", "this equals tanh(X·Wᵀ + b)", np.tanh),
            Mistake("sigmoid-twice", "sigmoid is applied twice", lambda z: sigmoid(sigmoid(z))),
            Mistake("sign", "this equals sigmoid(−(X·Wᵀ + b)): a sign is wrong", lambda z: sigmoid(-z)),
        ),
        missing="this equals X·Wᵀ + b: sigmoid is missing",
        cut=CUT_TO_ZERO,
        rounded="the probabilities are rounded to 0 and 1",
    ),
    Mistake("first-feature-only", "only the first feature is used", lambda X, W, b: sigmoid(X[:, :1] @ W[:, :1].T + b)),
)


# --- classify ----------------------------------------------------------------------------------------


def probability_cases(rng):
    """Columns of probabilities clear of 0.5; their mean and median are far below it."""
    cases = []
    for low, near, high in ((4, 3, 2), (1, 0, 0), (0, 0, 1), (15, 10, 5), (120, 80, 57)):
        ranges = ((0.01, 0.04, low), (0.41, 0.44, near), (0.56, 0.59, high))
        p = np.concatenate([rng.uniform(first, last, count) for first, last, count in ranges])
        p = np.concatenate([p, ladder(rng)]) if low == 15 else p
        cases.append((rng.permutation(p).reshape(-1, 1),))
    return cases


def threshold_cases(rng):
    """Some close to 0.5 on both sides, 0.5 itself, some clear of it, some certain. The mean is far from 0.5 again."""
    near = [rng.uniform(0.5001, 0.503, 4), rng.uniform(0.497, 0.4999, 4)]
    nearest = [0.5 + 2e-6, 0.5 - 2e-6]  # float32 tells these from 0.5, float16 does not
    p = np.concatenate([[0.5, 0.5], nearest, *near, ladder(rng), np.zeros(15), [1.0]])
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
    symmetric,
    unchanged("sigmoid", sigmoid_cases, 1, large=("z",)),
    shape("initialise", initialise_cases, 1, expected=initial_shapes),
    small_numbers(
        "initialise",
        initialise_cases,
        1,
        shapes=initial_shapes,
        message="{what} holds a value of {value}: sigmoid saturates from about 6 on.",
        cure="Start with small weights, so that sigmoid still has a slope.",
        hint="Zeros or small random numbers will do.",
    ),
    shape("forward_propagation", forward_cases, 1),
    values("forward_propagation", forward_cases, 2, mistakes=FORWARD_MISTAKES, beyond=rescaled(forward_cases, 0, 1)),
    rows_alike("forward_propagation", forward_cases, 1, rows=("X",), large=("X", "W")),
    unchanged("forward_propagation", forward_cases, 1, large=("X", "W", "b")),
    together,
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
