# style: DataFrames of weights; a recursive signal
import numpy as np
import pandas as pd


def zeros(shape, seed):
    return pd.DataFrame(0.0, index=range(shape[0]), columns=range(shape[1]))


def uniform(shape, seed):
    return pd.DataFrame(np.random.default_rng(seed).uniform(-1, 1, shape))


def gaussian(shape, seed, stddev=0.1):
    return pd.DataFrame(np.random.default_rng(seed).normal(0, stddev, shape))


def xavier(shape, seed):
    return uniform(shape, seed) * np.sqrt(6 / np.sum(shape))


def signal(initialiser, layers, width, seed):
    def forward(x, left):
        if left == 0:
            return []
        x = np.tanh(x @ np.asarray(initialiser((width, width), seed + left)))
        return [x.std(ddof=0)] + forward(x, left - 1)

    return pd.Series(forward(np.random.default_rng(seed).standard_normal((256, width)), layers))
