# style: check_random_state, pandas for the deviations, one fixed offset of the seed a layer
import numpy as np
import pandas as pd
from sklearn.utils import check_random_state

ROWS = 256


def zeros(shape, seed):
    return np.full(shape, 0.0)


def uniform(shape, seed):
    return check_random_state(seed).uniform(-1.0, 1.0, shape)


def gaussian(shape, seed, stddev=0.1):
    return check_random_state(seed).normal(scale=stddev, size=shape)


def xavier(shape, seed):
    fan_in, fan_out = shape
    variance = 2 / (fan_in + fan_out)
    limit = np.sqrt(3 * variance)
    return check_random_state(seed).uniform(-limit, limit, shape)


def signal(initialiser, layers, width, seed):
    x = check_random_state(seed).randn(ROWS, width)
    stds = {}
    for layer in range(1, layers + 1):
        x = np.tanh(np.dot(x, initialiser((width, width), seed + layer)))
        stds[layer] = np.sqrt(((x - x.mean()) ** 2).mean())
    return pd.Series(stds)


if __name__ == "__main__":
    print(signal(xavier, 5, 100, 0))
