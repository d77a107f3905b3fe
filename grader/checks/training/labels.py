"""Class labels: one-hot and back, accuracy, permutations without a fixed point."""

from __future__ import annotations

import numpy as np

from grader.base.arrays import Array
from grader.base.language import say
from grader.checks.numbers import number
from grader.checks.observed import array_of
from grader.exam.values import Observed
from grader.result.outcome import Failed


def accuracy(predicted: Array, labels: Array) -> float:
    """The share of equal entries of two (n,) arrays."""
    return float(np.mean(predicted == labels))


def class_of(observed: Observed, what: str, rows: int, classes: int = 10) -> Array:
    """Predicted classes (rows,) from logits or probabilities (rows, classes); −1 for ties.

    Raises Failed for another shape or values that are not finite numbers. A row with more than one largest value gets
    class −1, which is never right.
    """
    from grader.checks.observed import require_shape

    require_shape(observed, what, (rows, classes))
    scores = array_of(observed, what, integers=True)
    best = scores.max(axis=1, keepdims=True)
    tied = (scores == best).sum(axis=1) > 1
    return np.where(tied, -1, scores.argmax(axis=1))


def binary_of(observed: Observed, what: str, rows: int) -> Array:
    """Predicted classes (rows,) from probabilities or 0/1 of the shape (rows, 1), split at 0.5."""
    from grader.checks.observed import require_shape

    require_shape(observed, what, (rows, 1))
    values = array_of(observed, what, integers=True)[:, 0]
    if values.min() < 0 or values.max() > 1:
        raise Failed(
            say(
                "{what} holds {values}; probabilities lie between 0 and 1.",
                what=what,
                values=number(values.min() if values.min() < 0 else values.max()),
            ),
            hint=say("Apply the sigmoid before returning."),
            mistake="logits-for-probabilities",
        )
    return (values > 0.5).astype(int)


def one_hot(labels: Array, classes: int = 10, dtype: str = "float32") -> Array:
    """labels (n,) -> (n, classes)."""
    return np.eye(classes, dtype=dtype)[labels]


def derangement(rng: np.random.Generator, classes: int = 10) -> Array:
    """A permutation of the classes that moves every class."""
    while True:
        order = rng.permutation(classes)
        if not np.any(order == np.arange(classes)):
            return order


def derived_seed(rng: np.random.Generator) -> int:
    """A seed for a student's function: 0 to 2³¹ − 1."""
    return int(rng.integers(2**31))
