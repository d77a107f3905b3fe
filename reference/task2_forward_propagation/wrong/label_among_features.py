# mistake: -
# loses: read_data.shape read_data.values read_data.file
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return data, data[:, 2:]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialise(n_features):
    W = np.random.randn(1, n_features) * 0.01
    b = np.zeros((1, 1))
    return W, b


def forward_propagation(X, W, b):
    return sigmoid(X @ W.T + b)


def classify(probabilities):
    return (probabilities > 0.5).astype(int)
