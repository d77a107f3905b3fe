# style: tanh from exponentials of -2|z|, stable sigmoid by masks
import numpy as np


def _tanh(z):
    t = np.exp(-2 * np.abs(z))
    return np.sign(z) * (1 - t) / (1 + t)


def _sigmoid(z):
    result = np.zeros(z.shape)
    mask = z < 0
    result[mask] = np.exp(z[mask]) / (1 + np.exp(z[mask]))
    result[~mask] = 1 / (1 + np.exp(-z[~mask]))
    return result


def initialise(n_features, hidden_size):
    random = np.random.default_rng()
    return (
        random.standard_normal((hidden_size, n_features)) * 0.1,
        np.zeros((1, hidden_size)),
        random.standard_normal((1, hidden_size)) * 0.1,
        np.zeros((1, 1)),
    )


def hidden_layer(inputs, W, b):
    return _tanh(np.matmul(inputs, W.transpose()) + b)


def output_layer(inputs, W, b):
    return _sigmoid(np.matmul(inputs, W.transpose()) + b)


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(inputs=hidden_layer(inputs=X, W=W1, b=b1), W=W2, b=b2)
