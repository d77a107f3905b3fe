"""``hidden_layer`` and ``output_layer``: tanh(x·W + b) and hidden·W + b."""

import numpy as np

from grader.checks import (
    CUT_TO_ZERO,
    Mistake,
    biased,
    layer_mistakes,
    relu,
    rows_alike,
    shape,
    sigmoid,
    softmax,
    unchanged,
    values,
)

# (rows, features, units): one row, one feature, more units than rows, as many units as features, prime sizes, and sizes
# that nobody would hard-code.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (257, 11, 29))


def normal(rng, *size):
    return rng.normal(size=size).astype(np.float32)


def bias(rng, units):
    return biased(rng, (1, units)).astype(np.float32)


def hidden_cases(rng):
    """Sums at which tanh is not yet 1, even with many features."""
    return [
        (normal(rng, n, f), np.float32(min(1, 1.4 / np.sqrt(f))) * normal(rng, f, h), bias(rng, h)) for n, f, h in SIZES
    ]


def output_cases(rng):
    return [(np.tanh(normal(rng, n, h)), normal(rng, h, 1), bias(rng, 1)) for n, _, h in SIZES]


def of_transposed(x, W, b):
    return np.tanh(x @ (W.T if W.shape[0] == W.shape[1] else W) + b)


HIDDEN_MISTAKES = (
    *layer_mistakes(
        np.matmul,
        "x·W",
        ("tanh", np.tanh),
        others=(
            Mistake(
                "sigmoid-for-tanh",
                "this equals sigmoid(x·W + b): the hidden layer's activation is another one",
                sigmoid,
            ),
            Mistake("relu-for-tanh", "this equals relu(x·W + b)", relu),
            Mistake("tanh-twice", "tanh is applied twice", lambda z: np.tanh(np.tanh(z))),
            Mistake(
                "softmax-for-tanh",
                "this equals softmax(x·W + b): the hidden layer's activation is another one",
                softmax,
            ),
        ),
        cut=CUT_TO_ZERO,
    ),
    Mistake("weights-transposed", "where W has as many rows as columns this equals tanh(x·Wᵀ + b)", of_transposed),
)


OUTPUT_MISTAKES = layer_mistakes(
    np.matmul,
    "hidden·W",
    others=(
        Mistake(
            "sigmoid-applied",
            "this equals sigmoid(hidden·W + b): logits are asked, the values before any activation",
            sigmoid,
        ),
        Mistake(
            "tanh-applied",
            "this equals tanh(hidden·W + b): logits are asked, the values before any activation",
            np.tanh,
        ),
        Mistake(
            "relu-applied",
            "this equals relu(hidden·W + b): logits are asked, the values before any activation",
            relu,
        ),
        Mistake("softmax-applied", "softmax over a single column is always 1, and logits are asked", np.ones_like),
        Mistake("sign", "this equals −(hidden·W + b): a sign is wrong", lambda z: -z),
    ),
)

CHECKS = (
    shape("hidden_layer", hidden_cases, 1),
    values("hidden_layer", hidden_cases, 2, mistakes=HIDDEN_MISTAKES),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("x",)),
    unchanged("hidden_layer", hidden_cases, 1),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 2, mistakes=OUTPUT_MISTAKES),
    rows_alike("output_layer", output_cases, 1, rows=("hidden",)),
    unchanged("output_layer", output_cases, 1),
)
