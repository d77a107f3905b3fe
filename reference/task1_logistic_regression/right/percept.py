# style: RidgeClassifier behind a tuple, typed, test rows by a mask
from __future__ import annotations

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import RidgeClassifier

Array = npt.NDArray[np.float64]


def read_data(path: str) -> tuple[Array, Array]:
    x1, x2, label = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True, ndmin=2)
    return np.stack((x1, x2), axis=1), label.astype(bool)


def split(X: Array, y: Array, test_size: float, seed: int) -> tuple[Array, Array, Array, Array]:
    mask = np.zeros(len(X), dtype=bool)
    mask[np.random.default_rng(seed).choice(len(X), size=round(test_size * len(X)), replace=False)] = True
    return X[~mask], X[mask], y[~mask], y[mask]


def train(X_train, y_train):
    return ("ridge", RidgeClassifier(alpha=1e-3).fit(X_train, y_train))


def predict(model, X):
    name, ridge = model
    return np.asarray(ridge.predict(X), dtype=np.float32)


def evaluate(model, X, y):
    return np.float32((predict(model, X) == y).mean())
