"""Task 2, forward propagation: a reference solution."""

import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    X = data[:, :2]
    y = data[:, 2:].astype(int)
    return X, y


def sigmoid(z):
    power = np.exp(-np.abs(z))  # never overflows
    return np.where(z >= 0, 1, power) / (1 + power)


def initialise(n_features):
    W = np.random.randn(1, n_features) * 0.01
    b = np.zeros((1, 1))
    return W, b


def forward_propagation(X, W, b):
    return sigmoid(X @ W.T + b)


def classify(probabilities):
    return (probabilities > 0.5).astype(int)
