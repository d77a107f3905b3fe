# style: default_rng, affine of random numbers, float32
import numpy as np


def zeros(shape, seed):
    return np.zeros(shape, np.float32)


def uniform(shape, seed):
    return 2 * np.random.default_rng(seed).random(shape, dtype=np.float32) - 1


def gaussian(shape, seed, stddev=0.1):
    return np.random.default_rng(seed).standard_normal(shape, dtype=np.float32) * np.float32(stddev)


def xavier(shape, seed):
    fan_in, fan_out = shape
    return uniform(shape, seed) * (6 / (fan_in + fan_out)) ** 0.5


def signal(initialiser, layers, width, seed):
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((256, width))
    result = np.empty(layers)
    for i in range(layers):
        a = np.tanh(np.matmul(a, initialiser((width, width), seed + i + 1)))
        result[i] = np.std(a)
    return result
