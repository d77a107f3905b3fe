# style: np.dot, seeded globally, dictionary inside
import numpy as np

np.random.seed(1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialise(n_features, hidden_size):
    W1 = np.random.randn(hidden_size, n_features) * 0.01
    b1 = np.zeros((1, hidden_size))
    W2 = np.random.randn(1, hidden_size) * 0.01
    b2 = np.zeros((1, 1))
    return W1, b1, W2, b2


def hidden_layer(inputs, W, b):
    return np.tanh(np.dot(inputs, W.T) + b)


def output_layer(inputs, W, b):
    return sigmoid(np.dot(inputs, W.T) + b)


def forward_propagation(X, W1, b1, W2, b2):
    hidden = hidden_layer(X, W1, b1)
    output = output_layer(hidden, W2, b2)
    return output
