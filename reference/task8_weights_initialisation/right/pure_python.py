# style: the random module and nested lists
import random

import numpy as np


def zeros(shape, seed):
    return [[0] * shape[1] for _ in range(shape[0])]


def uniform(shape, seed):
    r = random.Random(seed)
    return [[r.uniform(-1, 1) for _ in range(shape[1])] for _ in range(shape[0])]


def gaussian(shape, seed, stddev=0.1):
    r = random.Random(seed)
    return [[r.gauss(0, stddev) for _ in range(shape[1])] for _ in range(shape[0])]


def xavier(shape, seed):
    limit = (6.0 / (shape[0] + shape[1])) ** 0.5
    r = random.Random(seed)
    return [[r.uniform(-limit, limit) for _ in range(shape[1])] for _ in range(shape[0])]


def signal(initialiser, layers, width, seed):
    r = random.Random(seed)
    x = np.array([[r.gauss(0, 1) for _ in range(width)] for _ in range(256)])
    result = []
    for _ in range(layers):
        x = np.tanh(x.dot(np.array(initialiser((width, width), r.randrange(2**31)), dtype=float)))
        result.append(float(np.sqrt(((x - x.mean()) ** 2).mean())))
    return result
