"""Task 9 in float64 NumPy: what a right solution computes."""

import numpy as np


def to_images(x):
    """x (n, 784) -> (n, 28, 28, 1), row after row of each image."""
    return np.reshape(x, (-1, 28, 28, 1))


def convolution(x, W):
    """Cross-correlation, stride 1, SAME: x (n, h, w, c_in), W (k, k, c_in, c_out), k odd -> (n, h, w, c_out).

    The kernel is laid on the image as it is, not turned round; beyond the border there are zeros.
    """
    n, height, width, _ = x.shape
    k = W.shape[0]
    padded = np.pad(x, ((0, 0), (k // 2, k // 2), (k // 2, k // 2), (0, 0)))
    result = np.zeros((n, height, width, W.shape[3]))
    for i in range(k):
        for j in range(k):
            result += padded[:, i : i + height, j : j + width] @ W[i, j]
    return result


def conv_layer(x, W, b):
    """relu(convolution(x, W) + b): b (c_out,) -> (n, h, w, c_out)."""
    return np.maximum(convolution(x, W) + b, 0.0)


def max_pool(x):
    """The largest of each 2×2 square, stride 2, SAME: (n, h, w, c) -> (n, ⌈h/2⌉, ⌈w/2⌉, c).

    At the end of an odd side the square holds what is there: no zero from outside takes part.
    """
    n, height, width, c = x.shape
    rows, columns = -(-height // 2), -(-width // 2)
    padded = np.pad(x, ((0, 0), (0, 2 * rows - height), (0, 2 * columns - width), (0, 0)), constant_values=-np.inf)
    return padded.reshape(n, rows, 2, columns, 2, c).max(axis=(2, 4))


def flatten(x):
    """(n, h, w, c) -> (n, h·w·c): the channels change fastest, then the columns, then the rows."""
    return np.reshape(x, (len(x), -1))
