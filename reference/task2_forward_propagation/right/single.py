# style: float32 throughout, warnings and all
import numpy as np


def read_data(path):
    data = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=np.float32, ndmin=2)
    return data[:, 0:2], data[:, 2:3]


def sigmoid(z):
    z = z.astype(np.float32)
    return np.float32(1) / (np.float32(1) + np.exp(-z))


def initialise(n_features):
    return np.random.rand(1, n_features).astype(np.float32), np.zeros((1, 1), np.float32)


def forward_propagation(X, W, b):
    return sigmoid(np.dot(X.astype(np.float32), W.astype(np.float32).T) + b.astype(np.float32))


def classify(probabilities):
    return np.where(probabilities > 0.5, np.float32(1), np.float32(0))
