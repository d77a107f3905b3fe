# style: both branches of the sigmoid by masks, columns inside
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1), ndmin=2)
    labels = np.loadtxt(path, delimiter=",", skiprows=1, usecols=2, dtype=int, ndmin=2)
    return data, labels.reshape(-1, 1)


def sigmoid(z):
    result = np.empty(z.shape)
    positive = z >= 0
    result[positive] = 1 / (1 + np.exp(-z[positive]))
    result[~positive] = np.exp(z[~positive]) / (1 + np.exp(z[~positive]))
    return result


def initialise(n_features):
    return np.random.normal(size=(n_features, 1)).T, np.zeros((1, 1))


def forward_propagation(X, W, b):
    Z = W @ X.T + b
    return sigmoid(Z).T


def classify(probabilities):
    return np.ceil(probabilities - 0.5)
