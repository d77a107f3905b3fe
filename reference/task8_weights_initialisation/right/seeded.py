# style: np.random.seed in each function
import numpy as np


def zeros(shape, seed):
    return np.zeros(shape)


def uniform(shape, seed):
    np.random.seed(seed)
    return np.random.uniform(-1, 1, shape)


def gaussian(shape, seed, stddev=0.1):
    np.random.seed(seed)
    return np.random.normal(0, stddev, shape)


def xavier(shape, seed):
    np.random.seed(seed)
    limit = np.sqrt(6 / (shape[0] + shape[1]))
    return np.random.uniform(-limit, limit, size=shape)


def signal(initialiser, layers, width, seed):
    np.random.seed(seed)
    x = np.random.randn(256, width)
    seeds = np.random.randint(0, 10**6, layers)
    stds = []
    for s in seeds:
        x = np.tanh(x @ initialiser((width, width), int(s)))
        stds.append(x.std())
    return stds
