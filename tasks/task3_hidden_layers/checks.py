"""How task 3 is judged."""

import numpy as np

from grader.checks import (
    Failed,
    Mistake,
    array_of,
    custom,
    few_digits,
    observed_parts,
    passed,
    require_shape,
    rows_alike,
    say,
    shape,
    sigmoid,
    unchanged,
    values,
)

# (rows, features, units): one row, one feature, more units than rows, as many units as features, prime sizes; the last
# with more of each than anybody writes down, and with so many rows that outputs on both sides of ½ are among them.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (257, 11, 29))


def biased(rng, shape):
    """Biases that cannot be overlooked: between 0.3 and 1.2, of either sign."""
    return rng.uniform(0.3, 1.2, shape) * rng.choice([-1.0, 1.0], shape)


def output_biases(rng):
    """One bias (1, 1) for each size, as large, and of both signs in turn."""
    sign = rng.choice([-1.0, 1.0])
    return [sign * (-1) ** index * np.abs(biased(rng, (1, 1))) for index in range(len(SIZES))]


def hidden_cases(rng):
    """Sums at which tanh is not yet 1, with many features, too."""
    return [
        (rng.normal(size=(n, f)), min(1, 1.4 / np.sqrt(f)) * rng.normal(size=(h, f)), biased(rng, (1, h)))
        for n, f, h in SIZES
    ]


def output_cases(rng):
    return [
        (np.tanh(rng.normal(size=(n, h))), rng.normal(size=(1, h)), b)
        for (n, _, h), b in zip(SIZES, output_biases(rng))
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
        for (n, f, h), b2 in zip(SIZES, output_biases(rng))
    ]


def large_cases(rng):
    """Sums far out, where e^z overflows and e^-z does not: the value is 0 or 1."""
    sums = np.concatenate([rng.uniform(-650, -300, 2), rng.uniform(-3, 3, 2), rng.uniform(300, 2000, 3)])
    W, b = biased(rng, (1, 3)), biased(rng, (1, 1))
    return [(np.outer(rng.permutation(sums), W) / np.sum(W * W), W, b)]


def hidden(x, W, b):
    return np.tanh(x @ W.T + b)


def output(x, W, b):
    return sigmoid(x @ W.T + b)


def square(W):
    return W.shape[0] == W.shape[1]


HIDDEN_MISTAKES = (
    Mistake("no-bias", "this equals tanh(inputs·Wᵀ): the bias b is not added", lambda x, W, b: np.tanh(x @ W.T)),
    Mistake("bias-twice", "the bias b is added twice", lambda x, W, b: np.tanh(x @ W.T + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda x, W, b: np.tanh(x @ W.T - b)),
    Mistake("no-activation", "this equals inputs·Wᵀ + b: the activation is missing", lambda x, W, b: x @ W.T + b),
    Mistake(
        "sigmoid-for-tanh",
        "this equals sigmoid(inputs·Wᵀ + b): the hidden layer's activation is another one",
        lambda x, W, b: sigmoid(x @ W.T + b),
    ),
    Mistake("relu-for-tanh", "this equals relu(inputs·Wᵀ + b)", lambda x, W, b: np.maximum(x @ W.T + b, 0)),
    Mistake("tanh-twice", "tanh is applied twice", lambda x, W, b: np.tanh(np.tanh(x @ W.T + b))),
    Mistake("bias-outside", "the bias b is added after tanh, not before", lambda x, W, b: np.tanh(x @ W.T) + b),
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
    Mistake("truncated", "every value is 0, as when it is cut to an integer", lambda *case: np.trunc(hidden(*case))),
    Mistake("rounded", "the values are rounded to whole numbers", lambda *case: np.round(hidden(*case))),
    *few_digits(hidden),
)

OUTPUT_MISTAKES = (
    Mistake("no-bias", "this equals sigmoid(inputs·Wᵀ): the bias b is not added", lambda x, W, b: sigmoid(x @ W.T)),
    Mistake("bias-twice", "the bias b is added twice", lambda x, W, b: sigmoid(x @ W.T + 2 * b)),
    Mistake("bias-subtracted", "the bias b is subtracted", lambda x, W, b: sigmoid(x @ W.T - b)),
    Mistake("no-activation", "this equals inputs·Wᵀ + b: the activation is missing", lambda x, W, b: x @ W.T + b),
    Mistake(
        "tanh-for-sigmoid",
        "this equals tanh(inputs·Wᵀ + b): the output layer's activation is another one",
        lambda x, W, b: np.tanh(x @ W.T + b),
    ),
    Mistake("sigmoid-twice", "sigmoid is applied twice", lambda x, W, b: sigmoid(sigmoid(x @ W.T + b))),
    Mistake("rounded", "the probabilities are rounded to 0 and 1", lambda x, W, b: np.round(sigmoid(x @ W.T + b))),
    Mistake("sign", "this equals sigmoid(−(inputs·Wᵀ + b)): a sign is wrong", lambda x, W, b: sigmoid(-(x @ W.T + b))),
    Mistake("truncated", "every value is 0, as when it is cut to an integer", lambda *case: np.trunc(output(*case))),
    *few_digits(output),
)


def network(X, W1, b1, W2, b2, hidden=np.tanh, output=sigmoid):
    return output(hidden(X @ W1.T + b1) @ W2.T + b2)


def cut_network(cut):
    return lambda *case: network(*case, hidden=lambda z: cut(np.tanh(z)))


NETWORK_MISTAKES = (
    Mistake("no-hidden-bias", "the bias b1 is not added", lambda X, W1, b1, W2, b2: network(X, W1, 0 * b1, W2, b2)),
    Mistake("no-output-bias", "the bias b2 is not added", lambda X, W1, b1, W2, b2: network(X, W1, b1, W2, 0 * b2)),
    Mistake("no-biases", "neither b1 nor b2 is added", lambda X, W1, b1, W2, b2: network(X, W1, 0 * b1, W2, 0 * b2)),
    Mistake(
        "no-hidden-activation",
        "the hidden layer is linear: tanh is missing",
        lambda *a: network(*a, hidden=lambda z: z),
    ),
    Mistake("no-output-activation", "the output layer has no sigmoid", lambda *a: network(*a, output=lambda z: z)),
    Mistake("sigmoid-for-tanh", "the hidden layer uses sigmoid", lambda *a: network(*a, hidden=sigmoid)),
    Mistake("tanh-for-sigmoid", "the output layer uses tanh", lambda *a: network(*a, output=np.tanh)),
    Mistake("sigmoid-twice", "sigmoid is applied twice", lambda *a: sigmoid(network(*a))),
    Mistake("rounded", "the probabilities are rounded to 0 and 1", lambda *a: np.round(network(*a))),
    Mistake(
        "biases-swapped",
        "b2 is added in the hidden layer, too",
        lambda X, W1, b1, W2, b2: network(X, W1, b2, W2, b2),
    ),
    Mistake(
        "weights-not-transposed",
        "where W1 has as many rows as columns it is not transposed",
        lambda X, W1, b1, W2, b2: network(X, W1.T if square(W1) else W1, b1, W2, b2),
    ),
    Mistake("truncated", "every value is 0, as when it is cut to an integer", lambda *a: np.trunc(network(*a))),
    Mistake(
        "hidden-truncated",
        "the hidden layer's values are all 0, as when they are cut to integers",
        cut_network(np.trunc),
    ),
    Mistake("hidden-rounded", "the hidden layer's values are rounded to whole numbers", cut_network(np.round)),
    *few_digits(network),
)


def initial_shapes(f, h):
    return [(h, f), (1, h), (1, h), (1, 1)]


def initialise_cases(rng):
    return [(2, 5), (3, 1), (1, 4), (7, 13), (11, 29)]


def finite_numbers(exam):
    for case in initialise_cases(exam.rng):
        observed = exam.call("initialise", *case)
        for (what, value), wanted in zip(observed_parts(exam, "initialise", observed), initial_shapes(*case)):
            require_shape(value, what, wanted)
            array = array_of(value, what)
            if np.abs(array).max() > 100:
                raise Failed(
                    say(
                        "{what} holds a value of {array:.6g}: tanh saturates from about 3 on.",
                        what=what,
                        array=np.abs(array).max(),
                    ),
                    hint=say("Start with small weights, so that tanh still has a slope."),
                    mistake="weights-too-large",
                )
    return passed()


def unequal_rows(exam):
    for f, h in ((2, 5), (3, 2), (1, 7)):
        what, value = observed_parts(exam, "initialise", exam.call("initialise", f, h))[0]
        require_shape(value, what, (h, f))
        W1 = array_of(value, what)
        if np.all(W1[0] == W1):
            raise Failed(
                say(
                    "All {h} rows of W1 are equal{zeros}: such units compute the same "
                    "thing and get the same gradient for ever.",
                    h=h,
                    zeros=say(" (all zero)") if not W1.any() else "",
                ),
                hint=say("Break the symmetry: draw W1 at random."),
                mistake="symmetric-weights",
            )
    return passed()


CHECKS = (
    shape("initialise", initialise_cases, 1, expected=initial_shapes),
    custom(
        "initialise.values",
        "initialise returns small finite numbers",
        "numerics",
        1,
        finite_numbers,
        "Draw W1 and W2 small and at random; the biases may be zero.",
        needs=("initialise.shape",),
    ),
    custom(
        "initialise.symmetry",
        "initialise gives the hidden units different weights",
        "property",
        2,
        unequal_rows,
        "Units that start equal stay equal: draw W1 at random.",
        needs=("initialise.shape",),
    ),
    shape("hidden_layer", hidden_cases, 1),
    values("hidden_layer", hidden_cases, 2, mistakes=HIDDEN_MISTAKES),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("inputs",)),
    unchanged("hidden_layer", hidden_cases, 1),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 2, mistakes=OUTPUT_MISTAKES),
    values(
        "output_layer",
        large_cases,
        1,
        id="output_layer.large",
        title="output_layer is right for large sums",
        hint="Where exp overflows the result must still be 0 or 1, not NaN.",
        needs=("output_layer.values",),
    ),
    rows_alike("output_layer", output_cases, 1, rows=("inputs",)),
    unchanged("output_layer", output_cases, 1),
    shape("forward_propagation", network_cases, 1),
    values("forward_propagation", network_cases, 2, mistakes=NETWORK_MISTAKES),
    rows_alike("forward_propagation", network_cases, 1, rows=("X",)),
    unchanged("forward_propagation", network_cases, 1),
)
