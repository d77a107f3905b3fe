# style: a dataclass, annotations, partial functions, long double
from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np


@dataclass
class Unit:
    W: np.ndarray
    b: np.ndarray

    def __call__(self, X):
        return sigmoid(np.inner(X, self.W) + self.b)


def read_data(path: str | Path) -> tuple[np.ndarray, np.ndarray]:
    rows = [line.split(",") for line in Path(path).read_text().strip().split("\n")]
    columns = {name: [float(row[i]) for row in rows[1:]] for i, name in enumerate(rows[0])}
    X = np.array([columns["x1"], columns["x2"]]).T
    return X, np.array(columns["label"])[:, np.newaxis]


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-np.asarray(z, dtype=np.longdouble)))


def initialise(n_features: int, scale: float = 0.01) -> tuple[np.ndarray, np.ndarray]:
    return scale * np.random.default_rng(7).standard_normal((1, n_features)), np.zeros((1, 1))


def forward_propagation(X: np.ndarray, W: np.ndarray, b: np.ndarray) -> np.ndarray:
    return Unit(W, b)(X)


def threshold(probabilities, at):
    return probabilities > at


classify = partial(threshold, at=0.5)
