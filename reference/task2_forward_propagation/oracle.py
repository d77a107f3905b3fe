"""Task 2 in float64 NumPy: what a right solution computes."""

import numpy as np

from grader.checks.oracle.activations import sigmoid

__all__ = ["classify", "forward_propagation", "sigmoid"]


def forward_propagation(X, W, b):
    """sigmoid(X · Wᵀ + b): X (n, f), W (1, f), b (1, 1) -> (n, 1)."""
    return sigmoid(X @ W.T + b)


def classify(probabilities):
    """1 where above 0.5, else 0: (n, 1) -> (n, 1)."""
    return np.where(probabilities > 0.5, 1.0, 0.0)
