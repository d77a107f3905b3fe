# style: RandomState, scaled from [0, 1), float32, a list of floats
import numpy as np


def zeros(shape, seed):
    return np.zeros(shape, dtype=np.float32)


def uniform(shape, seed):
    return (2 * np.random.RandomState(seed).rand(*shape) - 1).astype(np.float32)


def gaussian(shape, seed, stddev=0.1):
    return (stddev * np.random.RandomState(seed).randn(*shape)).astype(np.float32)


def xavier(shape, seed):
    limit = np.sqrt(6 / sum(shape))
    return (limit * uniform(shape, seed)).astype(np.float32)


def signal(initialiser, layers, width, seed):
    x = np.random.RandomState(seed).randn(256, width).astype(np.float32)
    result = []
    for layer in range(layers):
        x = np.tanh(x.dot(initialiser((width, width), seed + layer)))
        result.append(float(x.std()))
    return result
