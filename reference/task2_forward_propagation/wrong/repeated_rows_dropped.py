# mistake: repeated-rows-dropped
# loses: read_data.shape read_data.values read_data.file
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    data = data[np.sort(np.unique(data, axis=0, return_index=True)[1])]
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
