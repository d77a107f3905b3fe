# style: classes, functions that are objects, type hints and keyword-only helpers
from __future__ import annotations

from dataclasses import dataclass
from typing import Callable

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Dense:
    W: NDArray
    b: NDArray
    activation: Callable[[NDArray], NDArray]

    def __call__(self, inputs: NDArray) -> NDArray:
        return self.activation(np.matmul(inputs, np.transpose(self.W)) + self.b)


class Sigmoid:
    def __call__(self, z: NDArray) -> NDArray:
        out = np.empty_like(z)
        positive = z >= 0
        out[positive] = 1 / (1 + np.exp(-z[positive]))
        power = np.exp(z[~positive])
        out[~positive] = power / (1 + power)
        return out


def initialise(n_features: int, hidden_size: int, scale: float = 0.01) -> tuple[NDArray, ...]:
    rng = np.random.default_rng(0)
    W1 = scale * rng.standard_normal((hidden_size, n_features))
    W2 = scale * rng.standard_normal((1, hidden_size))
    return W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))


def hidden_layer(inputs: NDArray, W: NDArray, b: NDArray) -> NDArray:
    return Dense(W, b, np.tanh)(inputs)


def output_layer(inputs: NDArray, W: NDArray, b: NDArray) -> NDArray:
    return Dense(W, b, Sigmoid())(inputs)


forward_propagation = lambda X, W1, b1, W2, b2: Dense(W2, b2, Sigmoid())(Dense(W1, b1, np.tanh)(X))
