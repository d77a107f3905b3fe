# style: comprehension lists and math.exp, lists out
import math
import random


def read_data(path):
    X, y = [], []
    with open(path) as handle:
        next(handle)
        for line in handle:
            a, b, c = line.strip().split(",")
            X.append([float(a), float(b)])
            y.append([int(float(c))])
    return X, y


def _s(v):
    if v < -700:
        return 0.0
    return 1 / (1 + math.exp(-v))


def sigmoid(z):
    if hasattr(z, "__len__"):
        return [sigmoid(v) for v in z]
    return _s(float(z))


def initialise(n_features):
    return [[random.gauss(0, 0.1) for _ in range(n_features)]], [[0.0]]


def forward_propagation(X, W, b):
    return [[_s(sum(x * w for x, w in zip(row, W[0])) + b[0][0])] for row in X]


def classify(probabilities):
    return [[1 if p > 0.5 else 0 for p in row] for row in probabilities]
