# style: layers made by a closure; partial; reduce over the layers
from functools import partial, reduce

import numpy as np
from scipy.special import expit

rng = np.random.RandomState(0)


def make_layer(activation):
    def layer(inputs, W, b):
        return activation(inputs @ W.T + b)

    return layer


hidden_layer = make_layer(np.tanh)
output_layer = make_layer(expit)


def _init(n_features, hidden_size, scale):
    sizes = [n_features, hidden_size, 1]
    out = []
    for a, b in zip(sizes, sizes[1:]):
        out += [rng.normal(scale=scale, size=(b, a)), np.zeros((1, b))]
    return tuple(out)


initialise = partial(_init, scale=0.1)


def forward_propagation(X, W1, b1, W2, b2):
    layers = [(hidden_layer, W1, b1), (output_layer, W2, b2)]
    return reduce(lambda a, layer: layer[0](a, layer[1], layer[2]), layers, X)
