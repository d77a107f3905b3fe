"""The student's ``train``, asked about the flower, once for all checks, and about small data."""

import numpy as np

from grader.checks import answers, derived_seed
from grader.checks.oracle import datasets

from .network import forward

ROWS, UNSEEN, HIDDEN, RATE, ITERATIONS, FEW = 200, 1000, 8, 1.0, 600, 40


def shapes(X, Y, hidden_size, learning_rate, iterations, seed):
    return [(hidden_size, X.shape[1]), (1, hidden_size), (1, hidden_size), (1, 1)]


def train_of(exam, *case):
    """W1, b1, W2, b2 that the student's train returns, as float64 arrays of the right shapes."""
    return answers(exam, "train", *case, shapes=shapes(*case))


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
