"""Calls of the student's ``train``: on the flower, once for all checks, and on small data."""

import numpy as np

from grader.checks import answers, derived_seed
from grader.checks.oracle import datasets

from .network import forward

ROWS, UNSEEN, HIDDEN, RATE, ITERATIONS, FEW = 200, 1000, 8, 1.0, 600, 40


def shapes(X, Y, hidden_size, learning_rate, iterations, seed):
    return [(hidden_size, X.shape[1]), (1, hidden_size), (1, hidden_size), (1, 1)]


def train_of(exam, *case):
    """W1, b1, W2, b2 from the student's train, as float64 arrays of the right shapes."""
    return answers(exam, "train", *case, shapes=shapes(*case))


def flower(rng, rows):
    X, y = datasets.flower(rng, rows)
    return X, y.astype(float)[:, None]


def trained(exam, attempt, swap=False):
    """(X, Y, seed, weights) of a training on the flower, which all checks share. ``swap`` swaps the classes."""

    def make(rng):
        X, Y = flower(rng, ROWS)
        Y, seed = (1 - Y if swap else Y), derived_seed(rng)
        return X, Y, seed, train_of(exam, X, Y, HIDDEN, RATE, ITERATIONS, seed)

    return exam.shared(f"flower/{attempt}/{swap}", make)


def share_right(params, X, Y):
    return float(np.mean((forward(X, *params)[0] > 0.5) == (Y > 0.5)))
