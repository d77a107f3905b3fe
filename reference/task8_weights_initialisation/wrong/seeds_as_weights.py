# mistake: -
# loses: zeros.values zeros.seed uniform.values uniform.independent uniform.seed gaussian.values gaussian.stddev gaussian.independent gaussian.seed xavier.values xavier.limit xavier.independent xavier.seed signal.values signal.extremes signal.xavier signal.seed
import numpy as np


def zeros(shape, seed):
    return np.full(shape, seed)


def uniform(shape, seed):
    return np.full(shape, 1.0 * seed)


def gaussian(shape, seed, stddev=0.1):
    return np.full(shape, stddev * seed)


def xavier(shape, seed):
    return np.full(shape, 0.5 * seed)


def signal(initialiser, layers, width, seed):
    return np.full(layers, 1.0 * seed)
