# style: SciPy's Bernoulli numbers and softmax, pandas frames as results, annotations and a decorator
from __future__ import annotations

from functools import wraps
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import softmax
from scipy.stats import bernoulli


def as_frame(function):
    @wraps(function)
    def framed(*args, **kwargs) -> pd.DataFrame:
        return pd.DataFrame(function(*args, **kwargs))

    return framed


@as_frame
def dropout(x: np.ndarray, rate: float, training: bool, seed: int) -> np.ndarray:
    if not training:
        return x
    kept = bernoulli.rvs(1 - rate, size=x.shape, random_state=seed).astype(x.dtype)
    return x * kept / np.float32(1 - rate)


class Net:
    def __init__(self, hidden_size: int, rng: np.random.Generator) -> None:
        self.W1 = rng.normal(scale=0.05, size=(hidden_size, 784))
        self.b1 = np.full((1, hidden_size), 0.01)
        self.W2 = rng.normal(scale=0.2, size=(10, hidden_size))
        self.b2 = np.zeros((1, 10))

    def hidden(self, x: np.ndarray) -> np.ndarray:
        z = x @ self.W1.T + self.b1
        return z * (z > 0)

    def probabilities(self, hidden: np.ndarray) -> np.ndarray:
        return softmax(hidden @ self.W2.T + self.b2, axis=1)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed) -> dict[str, Any]:
    rng = np.random.default_rng(seed)
    net = Net(hidden_size, rng)
    rows = pd.Series(np.arange(len(x)))
    for step in range(steps):
        chosen = rows.sample(batch_size, random_state=rng).to_numpy()
        before = net.hidden(x[chosen])
        after = dropout(before, rate, True, (seed + step) % 2**32).to_numpy()
        error = (net.probabilities(after) - y[chosen]) / batch_size
        slope = np.divide(after, before, out=np.zeros_like(before), where=before > 0) * (error @ net.W2)
        net.W2 -= learning_rate * error.T @ after
        net.b2 -= learning_rate * error.sum(axis=0, keepdims=True)
        net.W1 -= learning_rate * slope.T @ x[chosen]
        net.b1 -= learning_rate * slope.sum(axis=0, keepdims=True)
    return {"net": net, "steps": steps}


@as_frame
def predict(model: dict[str, Any], x: np.ndarray) -> np.ndarray:
    return model["net"].probabilities(model["net"].hidden(x))
