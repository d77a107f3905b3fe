# style: np.inner, np.loadtxt, named tuples, default_rng
from collections import namedtuple

import numpy as np

Data = namedtuple("Data", "X y")
Params = namedtuple("Params", ["W", "b"])
rng = np.random.default_rng(42)


def read_data(path):
    table = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return Data(table[:, :2], table[:, 2:])


def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def initialise(n_features):
    return Params(rng.normal(0, 0.05, (1, n_features)), np.zeros((1, 1)))


def forward_propagation(X, W, b):
    return sigmoid(np.inner(X, W) + b)


def classify(probabilities):
    return (probabilities > 0.5).astype(np.int8)
