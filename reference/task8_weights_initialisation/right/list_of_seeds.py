# style: a seed of two numbers for each layer
# grey: signal hands its initialiser seeds [seed, k], which default_rng takes
import numpy as np
def zeros(shape, seed): return np.zeros(shape)
def uniform(shape, seed): return np.random.default_rng(seed).uniform(-1, 1, shape)
def gaussian(shape, seed, stddev=0.1): return np.random.default_rng(seed).normal(0, stddev, shape)
def xavier(shape, seed):
    a = np.sqrt(6 / sum(shape))
    return np.random.default_rng(seed).uniform(-a, a, shape)
def signal(initialiser, layers, width, seed):
    x = np.random.default_rng([seed, layers + 1]).standard_normal((256, width))
    s = []
    for k in range(layers):
        x = np.tanh(x @ initialiser((width, width), [seed, k]))
        s.append(x.std())
    return s
