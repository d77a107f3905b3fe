# style: a class with fit and predict around scikit-learn, type hints, ShuffleSplit
from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.model_selection import ShuffleSplit


@dataclass
class Classifier:
    inner: LogisticRegression = field(default_factory=lambda: LogisticRegression(C=10.0, solver="newton-cg"))

    def fit(self, X: np.ndarray, y: np.ndarray) -> Classifier:
        self.inner.fit(X, y)
        return self

    def predict(self, X: np.ndarray) -> np.ndarray:
        return np.argmax(self.inner.predict_proba(X), axis=1)


def read_data(path: str) -> tuple[np.ndarray, np.ndarray]:
    table = pd.read_csv(path)
    y = table.pop("label")
    return table.values, y.values


def split(X: np.ndarray, y: np.ndarray, test_size: float, seed: int) -> tuple[Any, ...]:
    rest, test = next(ShuffleSplit(n_splits=1, test_size=test_size, random_state=seed).split(X))
    return X[rest], X[test], y[rest], y[test]


def train(X_train: np.ndarray, y_train: np.ndarray) -> Classifier:
    return Classifier().fit(X_train, y_train)


def predict(model: Classifier, X: np.ndarray) -> np.ndarray:
    return model.predict(X)


def evaluate(model: Classifier, X: np.ndarray, y: np.ndarray) -> float:
    matrix = confusion_matrix(y, predict(model, X), labels=[0, 1])
    return np.trace(matrix) / matrix.sum()
