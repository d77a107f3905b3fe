# style: scipy.stats, inverse of the distribution function
import numpy as np
from scipy import stats
from scipy.special import ndtri


def _u(shape, seed):
    return np.random.RandomState(seed).random_sample(shape)


def zeros(shape, seed):
    return np.zeros_like(_u(shape, seed))


def uniform(shape, seed):
    return stats.uniform(loc=-1, scale=2).ppf(_u(shape, seed))


def gaussian(shape, seed, stddev=0.1):
    return stddev * ndtri(1 - _u(shape, seed))


def xavier(shape, seed):
    return stats.uniform.rvs(-np.sqrt(6 / sum(shape)), 2 * np.sqrt(6 / sum(shape)), size=shape, random_state=seed)


def signal(initialiser, layers, width, seed):
    activations = [stats.norm.rvs(size=(256, width), random_state=seed)]
    for i in range(layers):
        activations.append(np.tanh(np.einsum("nw,wv->nv", activations[-1], initialiser((width, width), i))))
    return np.array([a.std() for a in activations[1:]])
