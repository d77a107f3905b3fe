# style: a class holds params and caches; functions bound at module level; xlogy
import numpy as np
from scipy.special import expit, xlogy


class Network:
    """Two layers."""

    def __init__(self, features, hidden, seed):
        rng = np.random.default_rng(seed)
        self.params = [
            rng.standard_normal((hidden, features)) * np.sqrt(1 / features),
            np.zeros((1, hidden)),
            rng.standard_normal((1, hidden)) * np.sqrt(1 / hidden),
            np.zeros((1, 1)),
        ]

    def forward(self, X):
        W1, b1, W2, b2 = self.params
        self.hidden = np.tanh(X @ W1.T + b1)
        self.output = expit(self.hidden @ W2.T + b2)
        return self.output

    def step(self, X, Y, rate):
        self.forward(X)
        gradients = self.backward(X, Y, self.params[2], self.output, self.hidden)
        self.params = self.update(self.params, gradients, rate)

    @staticmethod
    def backward(X, Y, W2, output, hidden):
        dz2 = np.subtract(output, Y)
        dz1 = np.outer(dz2, W2) * (1 - np.square(hidden))
        return (
            np.einsum("nh,nf->hf", dz1, X) / len(X),
            dz1.mean(axis=0)[np.newaxis],
            np.mean(dz2 * hidden, axis=0, keepdims=True),
            np.array([[dz2.mean()]]),
        )

    @staticmethod
    def update(params, gradients, learning_rate):
        return type(params)(p - learning_rate * g for p, g in zip(params, gradients))


def cost(output, Y):
    output = np.clip(output, 1e-15, 1 - 1e-15)
    return -(xlogy(Y, output) + xlogy(1 - Y, 1 - output)).mean()


backward_propagation = Network.backward
update = Network.update


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    net = Network(X.shape[1], hidden_size, seed)
    for _ in range(iterations):
        net.step(X, Y, learning_rate)
    return tuple(net.params)


def predict(X, W1, b1, W2, b2):
    net = Network(X.shape[1], W1.shape[0], 0)
    net.params = [W1, b1, W2, b2]
    return np.where(net.forward(X) > 0.5, 1, 0)
