# style: a dataclass network with methods, results as named tuples
from collections import namedtuple
from dataclasses import dataclass, replace

import numpy as np

Weights = namedtuple("Weights", "W1 b1 W2 b2")
Slopes = namedtuple("Slopes", "dW1 db1 dW2 db2")


def sigmoid(z):
    out = np.empty_like(z)
    positive = z >= 0
    out[positive] = 1 / (1 + np.exp(-z[positive]))
    e = np.exp(z[~positive])
    out[~positive] = e / (1 + e)
    return out


@dataclass(frozen=True)
class Network:
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray

    @classmethod
    def random(cls, features, units, seed):
        rng = np.random.RandomState(seed)
        return cls(
            rng.uniform(-0.8, 0.8, (units, features)),
            rng.uniform(-0.1, 0.1, (1, units)),
            rng.uniform(-0.8, 0.8, (1, units)),
            rng.uniform(-0.1, 0.1, (1, 1)),
        )

    def forward(self, X):
        hidden = np.tanh(X @ self.W1.T + self.b1)
        return sigmoid(hidden @ self.W2.T + self.b2), hidden

    def step(self, X, Y, learning_rate):
        output, hidden = self.forward(X)
        slopes = backward_propagation(X, Y, self.W2, output, hidden)
        new = update(self.weights, slopes, learning_rate)
        return replace(self, **new._asdict())

    @property
    def weights(self):
        return Weights(self.W1, self.b1, self.W2, self.b2)


def cost(output, Y):
    tiny = np.finfo(float).tiny
    return np.mean(-Y * np.log(np.maximum(output, tiny)) - (1 - Y) * np.log(np.maximum(1 - output, tiny)))


def backward_propagation(X, Y, W2, output, hidden):
    error = output - Y
    back = error * W2 * (1 - hidden) * (1 + hidden)
    return Slopes(
        (back[:, :, None] * X[:, None, :]).mean(axis=0),
        back.mean(axis=0, keepdims=True),
        (error * hidden).mean(axis=0, keepdims=True),
        error.mean(axis=0, keepdims=True),
    )


def update(params, gradients, learning_rate):
    return Weights(*(p - learning_rate * g for p, g in zip(params, gradients)))


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    network = Network.random(X.shape[1], hidden_size, seed)
    for _ in range(iterations):
        network = network.step(X, Y, learning_rate)
    return network.weights


def predict(X, W1, b1, W2, b2):
    return 1 * (Network(W1, b1, W2, b2).forward(X)[0] > 0.5)
