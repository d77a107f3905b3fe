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

    The last square of an odd side holds what is there: the side's last values, taken twice.
    """
    height, width = x.shape[1:3]
    x = x[:, np.minimum(np.arange(height + height % 2), height - 1)]
    x = x[:, :, np.minimum(np.arange(width + width % 2), width - 1)]
    upper = np.maximum(x[:, ::2, ::2], x[:, ::2, 1::2])
    lower = np.maximum(x[:, 1::2, ::2], x[:, 1::2, 1::2])
    return np.maximum(upper, lower)


def flatten(x):
    """(n, h, w, c) -> (n, h·w·c): the channels change fastest, then the columns, then the rows."""
    return np.reshape(x, (len(x), -1))
