# style: a NamedTuple for params, comprehension in update, in-place on own copies
import copy
from typing import NamedTuple

import numpy as np


class Params(NamedTuple):
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


def cost(output: np.ndarray, Y: np.ndarray) -> float:
    p = np.where(Y == 1, output, 1 - output)
    return np.mean(-np.log(np.maximum(p, 1e-8)))


def backward_propagation(X, Y, W2, output, hidden):
    m = np.size(X, 0)
    dz2 = output - Y
    dz1 = np.matmul(dz2, W2) * (1 + hidden) * (1 - hidden)
    return Params(
        np.matmul(dz1.T, X) / m,
        dz1.sum(0).reshape(1, -1) / m,
        (dz2 * hidden).sum(0)[None] / m,
        dz2.sum().reshape(1, 1) / m,
    )


def update(params, gradients, learning_rate):
    params = Params(*copy.deepcopy(list(params)))
    for p, g in zip(params, gradients):
        p -= learning_rate * g
    return params


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.Generator(np.random.MT19937(seed))
    params = Params(
        rng.normal(0, 0.3, (hidden_size, X.shape[1])),
        np.zeros((1, hidden_size)),
        rng.normal(0, 0.3, (1, hidden_size)),
        np.zeros((1, 1)),
    )
    for _ in range(iterations):
        hidden, output = _forward(X, *params)
        params = update(
            params,
            backward_propagation(X=X, Y=Y, W2=params.W2, output=output, hidden=hidden),
            learning_rate=learning_rate,
        )
    return params


def _forward(X, W1, b1, W2, b2):
    hidden = np.tanh(np.inner(X, W1) + b1)
    return hidden, 1 / (1 + np.exp(-np.inner(hidden, W2) - b2))


def predict(X, W1, b1, W2, b2):
    return np.float64(_forward(X, W1, b1, W2, b2)[1] > 0.5)
