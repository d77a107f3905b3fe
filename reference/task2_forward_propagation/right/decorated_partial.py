# style: decorators, functools.partial and lambdas
import functools

import numpy as np
import pandas as pd


def as_float32(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return np.asarray(function(*args, **kwargs)).astype(np.float32)

    return wrapper


def _read(path, sep):
    table = pd.read_csv(path, sep=sep).to_numpy()
    return table[:, :-1].astype(np.float32), table[:, -1:].astype(np.float32)


read_data = functools.partial(_read, sep=",")


@as_float32
def sigmoid(z):
    z = np.asarray(z, dtype=np.float64)
    return 0.5 * (1 + np.tanh(z / 2))


initialise = lambda n_features: (np.full((1, n_features), 0.01), np.full((1, 1), 0.0))  # noqa: E731


@as_float32
def forward_propagation(X, W, b):
    return sigmoid(X.dot(W.T) + b)


@as_float32
def classify(probabilities):
    return np.ceil(probabilities - 0.5)
