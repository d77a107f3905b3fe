"""hidden_layer and output_layer: relu(x·W + b) and hidden·W + b."""

import numpy as np

from grader.checks import (
    Mistake,
    biased,
    layer_mistakes,
    relu,
    rows_alike,
    shape,
    sigmoid,
    softmax,
    uses_package,
    values,
)

PIXELS, CLASSES = 784, 10
SIZES = ((7, 5), (1, 4), (11, 1), (3, 13))  # (rows, units): one row, one unit, more units than rows


def hidden_cases(rng):
    return [
        (
            rng.random((n, PIXELS), dtype=np.float32),
            rng.normal(0, PIXELS**-0.5, (PIXELS, h)).astype(np.float32),
            biased(rng, h).astype(np.float32),
        )
        for n, h in SIZES
    ]


def output_cases(rng):
    return [
        (
            relu(rng.normal(size=(n, h))).astype(np.float32),
            rng.normal(size=(h, CLASSES)).astype(np.float32),
            biased(rng, CLASSES).astype(np.float32),
        )
        for n, h in SIZES
    ]


HIDDEN_MISTAKES = layer_mistakes(
    np.matmul,
    "x·W",
    ("relu", relu),
    others=(
        Mistake("tanh-for-relu", "this equals tanh(x·W + b): the activation is another one", np.tanh),
        Mistake("sigmoid-for-relu", "this equals sigmoid(x·W + b): the activation is another one", sigmoid),
        Mistake("softmax-for-relu", "this equals softmax(x·W + b)", softmax),
        Mistake("absolute-for-relu", "negative sums lose their sign; relu makes them 0", np.abs),
        Mistake("sign", "this equals relu(−(x·W + b)): a sign is wrong", lambda z: relu(-z)),
        Mistake("leaky-relu", "negative sums are made small, not 0", lambda z: np.where(z > 0, z, 0.2 * z)),
        Mistake("leaky-relu", "negative sums are made small, not 0", lambda z: np.where(z > 0, z, 0.01 * z)),
        Mistake("elu-for-relu", "this equals elu(x·W + b)", lambda z: np.where(z > 0, z, np.expm1(z))),
    ),
    digits=1,
)

OUTPUT_MISTAKES = layer_mistakes(
    np.matmul,
    "hidden·W",
    others=(
        Mistake("softmax-on-output", "this equals softmax(hidden·W + b); logits have no activation", softmax),
        Mistake("relu-on-output", "this equals relu(hidden·W + b); logits have no activation", relu),
        Mistake("sigmoid-on-output", "this equals sigmoid(hidden·W + b); logits have no activation", sigmoid),
        Mistake("tanh-on-output", "this equals tanh(hidden·W + b); logits have no activation", np.tanh),
    ),
)

CHECKS = (
    shape("hidden_layer", hidden_cases, 1),
    values("hidden_layer", hidden_cases, 2, mistakes=HIDDEN_MISTAKES),
    rows_alike("hidden_layer", hidden_cases, 1, rows=("x",)),
    uses_package("hidden_layer", "tensorflow", 1, others=("keras",)),
    shape("output_layer", output_cases, 1),
    values("output_layer", output_cases, 1, mistakes=OUTPUT_MISTAKES),
    rows_alike("output_layer", output_cases, 1, rows=("hidden",)),
)
