# style: einsum, sigmoid by tanh, np.rint for classes
import numpy as np


def read_data(path):
    x1, x2, label = np.loadtxt(path, delimiter=",", skiprows=1, unpack=True, ndmin=2)
    return np.stack([x1, x2], axis=-1), label[:, None]


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


def initialise(n_features):
    rng = np.random.default_rng()
    return rng.normal(0, 0.1, (1, n_features)), rng.normal(0, 0.1, (1, 1))


def forward_propagation(X, W, b):
    return sigmoid(np.einsum("nf,of->no", X, W) + b)


def classify(probabilities):
    return np.rint(probabilities)  # halves go to the even number, 0
