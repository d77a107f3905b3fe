"""Task 3 in float64 NumPy: what a right solution computes."""

import numpy as np

from grader.checks.oracle.activations import sigmoid


def hidden_layer(inputs, W, b):
    """tanh(inputs · Wᵀ + b): inputs (n, f), W (h, f), b (1, h) -> (n, h)."""
    return np.tanh(inputs @ W.T + b)


def output_layer(inputs, W, b):
    """sigmoid(inputs · Wᵀ + b): inputs (n, h), W (1, h), b (1, 1) -> (n, 1)."""
    return sigmoid(inputs @ W.T + b)


def forward_propagation(X, W1, b1, W2, b2):
    """X (n, f) -> probabilities (n, 1)."""
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
