"""The two toy sets of the workshop: a linearly separable one, and the flower.

Students' files are drawn with one public seed by ``tasks/make_data.py``. Grading draws new points with the grader's
seed; they are never in a task's folder.
"""

from __future__ import annotations

import numpy as np

from grader.base.arrays import Array


def linear(rng: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Two classes that a line separates: X (rows, 2), y (rows,) of 0 and 1, shuffled.

    Two Gaussian clouds around ±1.6 on a diagonal, cut so that a gap of 0.5 lies between them.
    """
    y = rng.permutation(np.arange(rows) % 2)
    along = 0.25 + np.abs(rng.normal(1.0, 0.6, rows))
    across = rng.normal(0.0, 1.2, rows)
    side = np.where(y == 1, along, -along)
    X = np.column_stack([side - across, side + across]) / np.sqrt(2.0)
    return X, y


def flower(rng: np.random.Generator, rows: int, petals: int = 4, noise: float = 0.2) -> tuple[Array, Array]:
    """Two classes as interleaved petals, which no line separates: X (rows, 2), y (rows,), shuffled.

    The points of class c lie at angles around its own petals of r = petals·sin(petals·θ), with Gaussian noise on angle
    and radius (the planar set of A. Ng's "Neural Networks" course).
    """
    y = np.arange(rows) % 2
    each = np.bincount(y, minlength=2)
    X = np.empty((rows, 2))
    for label in (0, 1):
        theta = np.linspace(label * 3.12, (label + 1) * 3.12, each[label]) + rng.normal(0, noise, each[label])
        radius = petals * np.sin(petals * theta) + rng.normal(0, noise, each[label])
        X[y == label] = np.column_stack([radius * np.sin(theta), radius * np.cos(theta)])
    order = rng.permutation(rows)
    return X[order], y[order]
