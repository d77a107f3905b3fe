# mistake: -
# loses: gaussian.values gaussian.stddev
import numpy as np


def zeros(shape, seed):
    return np.zeros(shape)


def uniform(shape, seed):
    return np.random.default_rng(seed).uniform(-1, 1, shape)


def gaussian(shape, seed, stddev=0.1):
    g = np.random.default_rng(seed).normal(size=shape)
    return stddev * (g - g.mean()) / g.std()


def xavier(shape, seed):
    limit = np.sqrt(6 / (shape[0] + shape[1]))
    return np.random.default_rng(seed).uniform(-limit, limit, shape)


def signal(initialiser, layers, width, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(256, width))
    stds = []
    for k in range(layers):
        W = initialiser((width, width), int(rng.integers(2 ** 31)))
        x = np.tanh(x @ W)
        stds.append(x.std())
    return np.array(stds)
