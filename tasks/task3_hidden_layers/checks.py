"""The checks of task 3."""

import numpy as np

from grader.checks import (
    CUT_TO_ZERO,
    Mistake,
    answers,
    biased,
    check,
    few_digits,
    layer_mistakes,
    passed,
    rescaled,
    rows_alike,
    say,
    shape,
    sigmoid,
    single_biases,
    small_numbers,
    unchanged,
    values,
    wrong,
)

# (rows, features, units): one row, one feature, more units than rows, as many units as features or as rows, prime sizes; the last
# with more of each than anybody writes down, and with so many rows that outputs on both sides of ½ are among them.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (4, 2, 4), (257, 11, 29))


def hidden_cases(rng):
    """Sums at which tanh is not yet 1, even with many features."""
    return [
        (rng.normal(size=(n, f)), min(1, 1.4 / np.sqrt(f)) * rng.normal(size=(h, f)), biased(rng, (1, h)))
        for n, f, h in SIZES
    ]


def output_cases(rng):
    return [
        (np.tanh(rng.normal(size=(n, h))), rng.normal(size=(1, h)), b)
        for (n, _, h), b in zip(SIZES, single_biases(rng, len(SIZES)))
    ]


def network_cases(rng):
    return [
        (
            rng.normal(size=(n, f)),
            min(1, 1.4 / np.sqrt(f)) * rng.normal(size=(h, f)),
            biased(rng, (1, h)),
            rng.normal(size=(1, h)),
            b2,
        )
        for (n, f, h), b2 in zip(SIZES, single_biases(rng, len(SIZES)))
    ]


def large_cases(rng):
    """Sums so far out that e^z overflows and e^-z does not: the value is 0 or 1."""
    sums = np.concatenate([rng.uniform(-650, -300, 2), rng.uniform(-3, 3, 2), rng.uniform(300, 2000, 3)])
    W, b = biased(rng, (1, 3)), biased(rng, (1, 1))
    return [(np.outer(rng.permutation(sums), W) / np.sum(W * W), W, b)]


def product(x, W):
    return x @ W.T


def square(W):
    return W.shape[0] == W.shape[1]


HIDDEN_MISTAKES = (
    *layer_mistakes(
        product,
        "inputs·Wᵀ",
        ("tanh", np.tanh),
        others=(
            Mistake(
                "sigmoid-for-tanh",
                "this equals sigmoid(inputs·Wᵀ + b): the hidden layer's activation is another one",
                sigmoid,
            ),
            Mistake("relu-for-tanh", "this equals relu(inputs·Wᵀ + b)", lambda z: np.maximum(z, 0)),
            Mistake("tanh-twice", "tanh is applied twice", lambda z: np.tanh(np.tanh(z))),
        ),
        cut=CUT_TO_ZERO,
    ),
    Mistake(
        "weights-reshaped",
        "W is reshaped to (f, h): that keeps the order of its numbers, which a transpose does not",
        lambda x, W, b: np.tanh(x @ W.reshape(W.shape[::-1]) + b),
    ),
    Mistake(
        "weights-not-transposed",
        "where W has as many rows as columns this equals tanh(inputs·W + b): W is not transposed there",
        lambda x, W, b: np.tanh(x @ (W if square(W) else W.T) + b),
    ),
)

OUTPUT_MISTAKES = layer_mistakes(
    product,
    "inputs·Wᵀ",
    ("sigmoid", sigmoid),
    others=(
        Mistake(
            "tanh-for-sigmoid", "this equals tanh(inputs·Wᵀ + b): the output layer's activation is another one", np.tanh
        ),
        Mistake("sigmoid-twice", "sigmoid is applied twice", lambda z: sigmoid(sigmoid(z))),
        Mistake("sign", "this equals sigmoid(−(inputs·Wᵀ + b)): a sign is wrong", lambda z: sigmoid(-z)),
    ),
    outside=False,
    cut=CUT_TO_ZERO,
    rounded="the probabilities are rounded to 0 and 1",
)


def network(X, W1, b1, W2, b2, hidden=np.tanh, output=sigmoid):
    return output(hidden(X @ W1.T + b1) @ W2.T + b2)


def other(name, message, result=lambda p: p, b1=1, b2=1, **activations):
    """A mistake with another network: no b1 or b2, other activations, or a changed result."""
    return Mistake(name, message, lambda X, W1, c1, W2, c2: result(network(X, W1, b1 * c1, W2, b2 * c2, **activations)))


NETWORK_MISTAKES = (
    other("no-hidden-bias", "the bias b1 is not added", b1=0),
    other("no-output-bias", "the bias b2 is not added", b2=0),
    other("no-biases", "neither b1 nor b2 is added", b1=0, b2=0),
    other("no-hidden-activation", "the hidden layer is linear: tanh is missing", hidden=lambda z: z),
    other("no-output-activation", "the output layer has no sigmoid", output=lambda z: z),
    other("sigmoid-for-tanh", "the hidden layer uses sigmoid", hidden=sigmoid),
    other("tanh-for-sigmoid", "the output layer uses tanh", output=np.tanh),
    other("sigmoid-twice", "sigmoid is applied twice", sigmoid),
    other("rounded", "the probabilities are rounded to 0 and 1", np.round),
    other("truncated", CUT_TO_ZERO, np.trunc),
    other(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        hidden=lambda z: np.trunc(np.tanh(z)),
    ),
    other(
        "hidden-rounded",
        "the hidden layer's values are rounded to whole numbers",
        hidden=lambda z: np.round(np.tanh(z)),
    ),
    Mistake(
        "biases-swapped", "b2 is added in the hidden layer, too", lambda X, W1, b1, W2, b2: network(X, W1, b2, W2, b2)
    ),
    Mistake(
        "weights-not-transposed",
        "where W1 has as many rows as columns it is not transposed",
        lambda X, W1, b1, W2, b2: network(X, W1.T if square(W1) else W1, b1, W2, b2),
    ),
    *few_digits(network),
)


def initial_shapes(f, h):
    return [(h, f), (1, h), (1, h), (1, 1)]


def initialise_cases(rng):
    return [(2, 5), (3, 1), (1, 4), (7, 13), (11, 29)]


@check(
    "initialise.symmetry",
    "property",
    2,
    title="initialise gives the hidden units different weights",
    hint="Units that start equal stay equal: draw W1 at random.",
)
def unequal_rows(exam):
    for f, h in ((2, 5), (3, 2), (1, 7)):
        W1, *_ = answers(exam, "initialise", f, h, shapes=initial_shapes(f, h))
        if np.all(W1[0] == W1):
            raise wrong(
                "All {h} rows of W1 are equal{zeros}: such units compute the same "
                "thing and get the same gradient for ever.",
                "Break the symmetry: draw W1 at random.",
                "symmetric-weights",
                h=h,
                zeros=say(" (all zero)") if not W1.any() else "",
            )
    return passed()


CHECKS = (
    shape("initialise", initialise_cases, 1, expected=initial_shapes),
    small_numbers(
        "initialise",
        initialise_cases,
        1,
        shapes=initial_shapes,
        message="{what} holds a value of {value}: tanh saturates from about 3 on.",
        cure="Start with small weights, so that tanh still has a slope.",
        hint="Draw W1 and W2 small and at random; the biases may be zero.",
    ),
    unequal_rows,
    shape("hidden_layer", hidden_cases, 1),
    values(
        "hidden_layer",
        hidden_cases,
        2,
        mistakes=HIDDEN_MISTAKES,
        large=("inputs", "W"),
        beyond=rescaled(hidden_cases, 0, 1),
    ),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("inputs",), large=("inputs", "W")),
    unchanged("hidden_layer", hidden_cases, 1, large=("inputs", "W", "b")),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 2, mistakes=OUTPUT_MISTAKES, beyond=rescaled(output_cases, 0, 1)),
    values(
        "output_layer",
        large_cases,
        1,
        large=("inputs", "W"),
        id="output_layer.large",
        title="output_layer is right for large sums",
        hint="Where exp overflows the result must still be 0 or 1, not NaN.",
        needs=("output_layer.values",),
    ),
    rows_alike("output_layer", output_cases, 1, rows=("inputs",), large=("inputs", "W")),
    unchanged("output_layer", output_cases, 1, large=("inputs", "W", "b")),
    shape("forward_propagation", network_cases, 1),
    values("forward_propagation", network_cases, 2, mistakes=NETWORK_MISTAKES, beyond=rescaled(network_cases, 0, 1)),
    rows_alike("forward_propagation", network_cases, 1, rows=("X",), large=("X", "W1")),
    unchanged("forward_propagation", network_cases, 1, large=("X", "W1", "W2")),
)
