# style: np.vectorize, one row at a time, lists of arrays
import math

import numpy as np


@np.vectorize
def sigmoid(z):
    try:
        return 1 / (1 + math.exp(-z))
    except OverflowError:
        return 0.0


def read_data(path):
    with open(path) as file:
        lines = file.read().splitlines()[1:]
    rows = [tuple(map(float, line.split(","))) for line in lines]
    return np.array([row[:2] for row in rows]), np.array([[row[2]] for row in rows])


def initialise(n_features):
    np.random.seed(1)
    return np.random.uniform(-1, 1, size=(1, n_features)), np.array([[0.5]])


def forward_propagation(X, W, b):
    return [sigmoid(W @ row + b[0]) for row in X]


def classify(probabilities):
    return np.array([[int(p > 0.5)] for p in np.ravel(probabilities)])
