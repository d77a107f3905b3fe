"""Task 8 in float64 NumPy: what is known of right answers, which are random but for the zeros."""

import numpy as np


def zeros(shape, seed):
    """All zero, whatever the seed."""
    return np.zeros(shape)


def limit(shape):
    """Glorot and Bengio's limit √(6 / (fan_in + fan_out)) for shape = (fan_in, fan_out)."""
    return np.sqrt(6.0 / (shape[0] + shape[1]))


def standard_normal():
    """A grid x and weights w with Σ w·f(x) = E f(x) for standard normal x."""
    x = np.linspace(-9.0, 9.0, 18001)
    w = np.exp(-(x**2) / 2)
    return x, w / w.sum()


def through_identity(scale, layers):
    """Values of tanh(scale · tanh(… scale · x)) on the grid after each layer: (layers, points)."""
    y, _ = standard_normal()
    found = []
    for _ in range(layers):
        y = np.tanh(scale * y)
        found.append(y)
    return np.array(found)


def through_random(gain, layers):
    """Each layer's standard deviation where weights are independent, mean 0, stddev gain / √width.

    In wide layers z is normal with the variance gain² · E x²: q ← E tanh²(gain · √q · g), g standard normal.
    """
    g, w = standard_normal()
    q, found = 1.0, []
    for _ in range(layers):
        q = float(np.sum(w * np.tanh(gain * np.sqrt(q) * g) ** 2))
        found.append(np.sqrt(q))
    return np.array(found)
