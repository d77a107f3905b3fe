# mistake: -
# loses: output_layer.values output_layer.large forward_propagation.values
import numpy as np


def initialise(n_features, hidden_size):
    W1 = np.random.randn(hidden_size, n_features) * 0.1
    b1 = np.zeros((1, hidden_size))
    W2 = np.random.randn(1, hidden_size) * 0.1
    b2 = np.zeros((1, 1))
    return W1, b1, W2, b2


def sigmoid(z):
    return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def hidden_layer(inputs, W, b):
    return np.tanh(inputs @ W.T + b)


def output_layer(inputs, W, b):
    return sigmoid(inputs[:, :13] @ W[:, :13].T + b)


def forward_propagation(X, W1, b1, W2, b2):
    hidden = hidden_layer(X, W1, b1)
    return output_layer(hidden, W2, b2)
