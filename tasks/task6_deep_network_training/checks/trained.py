"""The flower, and models that the student's ``train`` makes from it; one of them is shared by all checks."""

import numpy as np

from grader.checks import derived_seed, mark
from grader.checks.oracle import datasets

HIDDEN_SIZE = 16
LEARNING_RATE = 1.0
STEPS = 150
ROWS = 200  # for training
UNSEEN = 400  # for measuring
INSTEAD = mark("Do not write into {name}: no {name} -= …, no {name}[…] = …; compute a new array.")


def labels_of(rng, n):
    """0/1 labels (n, 1), with both classes if there is more than one row."""
    return rng.permutation(np.arange(n) % 2 if n > 1 else rng.integers(2, size=1)).astype(np.float32)[:, None]


def column(y):
    return y.astype(np.float32)[:, None]


def flower(rng, rows, angle=0.0):
    """X (rows, 2) float32 and y (rows,) 0/1, rotated by ``angle``."""
    X, y = datasets.flower(rng, rows)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (X @ turn).astype(np.float32), y


def learned(exam, rng, angle=0.0, swapped=False, hidden_size=HIDDEN_SIZE, learning_rate=LEARNING_RATE, steps=STEPS):
    """(model, unseen X, their labels as the model should have learned them) after one training on the flower."""
    X, y = flower(rng, ROWS, angle)
    model = exam.train(X, column(1 - y if swapped else y), hidden_size, learning_rate, steps, derived_seed(rng))
    unseen, truth = flower(rng, UNSEEN, angle)
    return model, unseen, 1 - truth if swapped else truth


def main_model(exam, attempt=0):
    """The model that several checks share: trained on the flower, neither turned nor swapped."""
    return exam.shared(f"main:{attempt}", lambda rng: learned(exam, rng))
