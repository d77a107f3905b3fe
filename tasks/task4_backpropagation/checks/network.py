"""The network of task 4, and random inputs for it."""

import numpy as np

from grader.checks import sigmoid

PARTS = ("W1", "b1", "W2", "b2")

# (rows, features, units): prime sizes, one row, one feature, more units than rows, as many units as features, and sizes
# that nobody would hard-code.
SIZES = ((7, 2, 5), (1, 3, 4), (11, 1, 2), (3, 2, 13), (5, 3, 3), (4, 2, 4), (257, 11, 29))


def labels(rng, rows):
    """0/1 as floats (rows, 1), with both classes if there is more than one row."""
    return rng.permutation(np.arange(rows) % 2).astype(float)[:, None]


def weights(rng, f, h):
    """W1 (h, f), b1 (1, h), W2 (1, h), b2 (1, 1), small enough that nothing is saturated."""
    return (
        rng.normal(size=(h, f)) * min(0.7, 1.4 / np.sqrt(f)),
        rng.uniform(-0.5, 0.5, (1, h)),
        rng.normal(size=(1, h)) / np.sqrt(h),
        rng.uniform(-0.5, 0.5, (1, 1)),
    )


def sums(X, W1, b1, W2, b2, hidden=np.tanh):
    """The sums (n, 1) to which the output layer's sigmoid is applied."""
    return hidden(X @ W1.T + b1) @ W2.T + b2


def forward(X, W1, b1, W2, b2):
    """The output (n, 1) and the hidden layer's values (n, h)."""
    hidden = np.tanh(X @ W1.T + b1)
    return sigmoid(hidden @ W2.T + b2), hidden


def cross_entropy(output, Y):
    """The mean over the rows; output (m, 1) inside (0, 1)."""
    return -(Y * np.log(output) + (1.0 - Y) * np.log(1.0 - output)).mean()
