# style: np.dot with a type annotated signature, csv module
import csv
from typing import Tuple

import numpy as np

np.random.seed(0)


def read_data(path: str) -> Tuple[np.ndarray, np.ndarray]:
    xs, ys = [], []
    with open(path, newline="") as f:
        for row in csv.DictReader(f):
            xs.append((float(row["x1"]), float(row["x2"])))
            ys.append([int(row["label"])])
    return np.array(xs), np.array(ys)


def sigmoid(z: np.ndarray) -> np.ndarray:
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (1 + e)


def initialise(n_features: int) -> Tuple[np.ndarray, np.ndarray]:
    return np.random.randn(1, n_features) * 0.01, np.zeros((1, 1))


def forward_propagation(X, W, b):
    return sigmoid(np.dot(X, W.T) + b)


def classify(probabilities):
    return np.where(probabilities > 0.5, 1, 0)
