# style: the formula as it stands, overflow warnings and all; boolean classes
import numpy as np


def read_data(path):
    data = np.atleast_1d(np.genfromtxt(path, delimiter=",", names=True))
    X = np.column_stack([data["x1"], data["x2"]])
    y = data["label"].reshape(-1, 1)
    return X, y


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialise(n_features):
    W = np.random.uniform(-0.1, 0.1, size=(1, n_features))
    b = np.zeros(shape=(1, 1))
    return W, b


def forward_propagation(X, W, b):
    Z = np.matmul(X, np.transpose(W)) + b
    A = sigmoid(Z)
    return A


def classify(probabilities):
    return probabilities > 0.5
