"""Task 4 in float64 NumPy: what a right solution computes.

Every formula also runs on ``Rounded`` numbers, from which the tolerances come.
"""

import numpy as np

from grader.checks.oracle.activations import sigmoid


def forward_propagation(X, W1, b1, W2, b2):
    """X (m, f) -> output (m, 1), hidden (m, h)."""
    hidden = np.tanh(X @ W1.T + b1)
    return sigmoid(hidden @ W2.T + b2), hidden


def cost(output, Y):
    """Mean binary cross-entropy of output (m, 1) against Y (m, 1), for outputs inside (0, 1)."""
    return -(Y * np.log(output) + (1.0 - Y) * np.log(1.0 - output)).mean()


def backward_propagation(X, Y, W2, output, hidden):
    """dW1 (h, f), db1 (1, h), dW2 (1, h), db2 (1, 1): the gradient of the cost."""
    m = X.shape[0]
    d_output = output - Y
    d_hidden = (d_output @ W2) * (1.0 - hidden**2)
    return (
        d_hidden.T @ X / m,
        d_hidden.sum(axis=0, keepdims=True) / m,
        d_output.T @ hidden / m,
        d_output.sum(axis=0, keepdims=True) / m,
    )


def update(params, gradients, learning_rate):
    """W1, b1, W2, b2 after one step against the gradient."""
    return tuple(value - learning_rate * slope for value, slope in zip(params, gradients))


def descend(X, Y, W1, b1, W2, b2, learning_rate, iterations):
    """W1, b1, W2, b2 after plain full-batch gradient descent from the given weights."""
    params = W1, b1, W2, b2
    for _ in range(iterations):
        output, hidden = forward_propagation(X, *params)
        params = update(params, backward_propagation(X, Y, params[2], output, hidden), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    """1.0 where the probability is above 0.5, else 0.0: (n, 1)."""
    probabilities, _ = forward_propagation(X, W1, b1, W2, b2)
    return (getattr(probabilities, "value", probabilities) > 0.5).astype(float)
