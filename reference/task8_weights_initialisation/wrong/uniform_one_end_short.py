# mistake: too-narrow
# loses: uniform.values
import numpy as np


def zeros(shape, seed):
    return np.zeros(shape)


def uniform(shape, seed):
    return np.random.default_rng(seed).uniform(-1.0, 0.99, size=shape)


def gaussian(shape, seed, stddev=0.1):
    return np.random.default_rng(seed).normal(0.0, stddev, size=shape)


def xavier(shape, seed):
    fan_in, fan_out = shape
    limit = np.sqrt(6.0 / (fan_in + fan_out))
    return np.random.default_rng(seed).uniform(-limit, limit, size=shape)


def signal(initialiser, layers, width, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((256, width))
    deviations = []
    for _ in range(layers):
        W = initialiser((width, width), int(rng.integers(2**31)))
        x = np.tanh(x @ W)
        deviations.append(np.std(x))
    return np.array(deviations)
