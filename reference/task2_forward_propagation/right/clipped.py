# style: z clipped before exp, int64 classes, with a script that uses the public data
import numpy as np


def read_data(path):
    raw = np.genfromtxt(path, delimiter=",")[1:]
    return raw[:, :2], raw[:, [2]]


def sigmoid(z):
    z = np.clip(z, -500, 500)
    return 1.0 / (1.0 + np.exp(-z))


def initialise(n_features):
    return np.random.randn(1, n_features), np.random.randn(1, 1)


def forward_propagation(X, W, b):
    return sigmoid(np.matmul(X, W.T) + b)


def classify(probabilities):
    return np.greater(probabilities, 0.5).astype(np.int64)


X, y = read_data("data/linear.csv")
print(X.shape, y.shape, (classify(forward_propagation(X, *initialise(2))) == y).mean())
