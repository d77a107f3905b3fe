# style: float32 throughout, in-place arithmetic on its own arrays
import numpy as np


def _f(*arrays):
    return [np.array(a, dtype=np.float32) for a in arrays]


def initialise(n_features, hidden_size):
    r = np.random.rand(hidden_size, n_features) - 0.5
    return _f(r, np.zeros((1, hidden_size)), np.random.rand(1, hidden_size) - 0.5, [[0]])


def hidden_layer(inputs, W, b):
    inputs, W, b = _f(inputs, W, b)
    z = inputs @ W.T
    z += b
    np.tanh(z, out=z)
    return z


def output_layer(inputs, W, b):
    inputs, W, b = _f(inputs, W, b)
    z = inputs @ W.T
    z += b
    np.negative(z, out=z)
    np.exp(z, out=z)
    z += 1
    np.reciprocal(z, out=z)
    return z


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
