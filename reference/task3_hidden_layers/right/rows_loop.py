# style: a loop over rows, vstack at the end; asserts on shapes
import numpy as np


def initialise(n_features, hidden_size):
    assert n_features > 0 and hidden_size > 0
    W1 = np.random.normal(0.0, 0.5, size=(hidden_size, n_features))
    W2 = np.random.normal(0.0, 0.5, size=(1, hidden_size))
    return W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))


def hidden_layer(inputs, W, b):
    assert inputs.shape[1] == W.shape[1]
    rows = []
    for row in inputs:
        rows.append(np.tanh(W.dot(row) + b[0]))
    return np.vstack(rows)


def output_layer(inputs, W, b):
    out = np.zeros((inputs.shape[0], 1))
    for i in range(inputs.shape[0]):
        z = b[0, 0]
        for j in range(W.shape[1]):
            z += inputs[i, j] * W[0, j]
        out[i, 0] = 1.0 / (1.0 + np.exp(-z))
    return out


def forward_propagation(X, W1, b1, W2, b2):
    return np.concatenate([output_layer(hidden_layer(X[i : i + 1], W1, b1), W2, b2) for i in range(len(X))])
