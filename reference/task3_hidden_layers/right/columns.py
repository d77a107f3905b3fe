# style: examples as columns inside, transposed back at the end
import numpy as np


def initialise(n_features, hidden_size):
    W1 = np.random.randn(hidden_size, n_features) * np.sqrt(2 / n_features)
    b1 = np.zeros((hidden_size, 1))
    W2 = np.random.randn(1, hidden_size) * np.sqrt(2 / hidden_size)
    b2 = np.zeros((1, 1))
    return W1, b1.T, W2, b2


def hidden_layer(inputs, W, b):
    Z = W @ inputs.T + b.T
    return np.tanh(Z).T


def output_layer(inputs, W, b):
    Z = W @ inputs.T + b.T
    A = np.exp(-np.logaddexp(0, -Z))
    return A.T


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
