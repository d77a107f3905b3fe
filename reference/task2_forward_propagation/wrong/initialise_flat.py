# mistake: flat
# loses: initialise.shape initialise.values initialise.together
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    X = data[:, :2]
    y = data[:, 2:].astype(int)
    return X, y


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialise(n_features):
    return np.random.randn(n_features), np.zeros(1)


def forward_propagation(X, W, b):
    return sigmoid(X @ W.T + b)


def classify(probabilities):
    return (probabilities > 0.5).astype(int)
