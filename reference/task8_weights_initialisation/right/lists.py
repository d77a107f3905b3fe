# style: the standard library's random, nested lists, loops
import math
import random
import statistics


def table(shape, draw):
    rows, columns = shape
    return [[draw() for _ in range(columns)] for _ in range(rows)]


def zeros(shape, seed):
    return table(shape, lambda: 0.0)


def uniform(shape, seed):
    generator = random.Random(seed)
    return table(shape, lambda: generator.uniform(-1, 1))


def gaussian(shape, seed, stddev=0.1):
    generator = random.Random(seed)
    return table(shape, lambda: generator.gauss(0, stddev))


def xavier(shape, seed):
    generator = random.Random(seed)
    limit = math.sqrt(6 / (shape[0] + shape[1]))
    return table(shape, lambda: generator.uniform(-limit, limit))


def signal(initialiser, layers, width, seed):
    import numpy as np

    generator = random.Random(seed)
    x = np.array(table((256, width), lambda: generator.gauss(0, 1)))
    result = []
    for _ in range(layers):
        W = np.array(initialiser((width, width), generator.randrange(10**9)))
        x = np.array([[math.tanh(value) for value in row] for row in (x @ W).tolist()])
        result.append(statistics.pstdev(x.ravel().tolist()))
    return tuple(result)
