# style: np.vectorize with math functions; comprehension over units; Fortran order
import math

import numpy as np


def initialise(n_features, hidden_size):
    W1 = np.arange(1, hidden_size * n_features + 1, dtype=float).reshape(hidden_size, n_features)
    W1 = np.asfortranarray(np.sin(W1) * 0.2)
    return W1, np.zeros((1, hidden_size)), np.cos(np.arange(hidden_size))[None, :] * 0.2, np.zeros((1, 1))


_tanh = np.vectorize(math.tanh, otypes=[float])


@np.vectorize
def _sigmoid(v):
    return 1 / (1 + math.exp(-v)) if v > -500 else 0.0


def hidden_layer(inputs, W, b):
    return _tanh(np.stack([inputs.dot(w) + bias for w, bias in zip(W, b.ravel())], axis=1))


def output_layer(inputs, W, b):
    return _sigmoid(np.asfortranarray(inputs).dot(W.T) + b)


def forward_propagation(X, W1, b1, W2, b2):
    h = hidden_layer(X, W1, b1)
    return output_layer(h, W2, b2)
