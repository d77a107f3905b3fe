# style: layers as classes with forward and backward, masks of packed random bits kept for the way back, NumPy float32
import numpy as np


class Dropout:
    def __init__(self, rate, seed):
        self.rate, self.rng = rate, np.random.Generator(np.random.PCG64DXSM(seed))

    def forward(self, x, training):
        if not training:
            return x
        limit = np.uint32(min(round(self.rate * 2**32), 2**32 - 1))
        self.mask = self.rng.integers(0, 2**32, x.shape, dtype=np.uint32) >= limit
        return np.where(self.mask, x / np.float32(1 - self.rate), np.float32(0))

    def backward(self, error):
        return error * self.mask / np.float32(1 - self.rate)


class Dense:
    def __init__(self, fan_in, fan_out, rng):
        self.W = rng.standard_normal((fan_in, fan_out), dtype=np.float32) * np.float32(np.sqrt(2 / fan_in))
        self.b = np.zeros(fan_out, dtype=np.float32)

    def forward(self, x, training):
        self.x = x
        return x @ self.W + self.b

    def backward(self, error):
        self.dW, self.db = self.x.T @ error, error.sum(axis=0)
        return error @ self.W.T

    def learn(self, rate):
        self.W -= rate * self.dW
        self.b -= rate * self.db


class Relu:
    def forward(self, x, training):
        self.positive = x > 0
        return x * self.positive

    def backward(self, error):
        return error * self.positive


class Chain(list):
    def forward(self, x, training=False):
        for layer in self:
            x = layer.forward(x, training)
        return x

    def step(self, x, y, rate):
        z = self.forward(x, training=True)
        p = np.exp(z - z.max(1, keepdims=True))
        error = (p / p.sum(1, keepdims=True) - y) / np.float32(len(x))
        for layer in reversed(self):
            error = layer.backward(error)
        for layer in self:
            if isinstance(layer, Dense):
                layer.learn(np.float32(rate))


def dropout(x, rate, training, seed):
    return Dropout(rate, seed).forward(x, training)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    chain = Chain([Dense(784, hidden_size, rng), Relu(), Dropout(rate, seed), Dense(hidden_size, 10, rng)])
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        chain.step(x[rows], y[rows], learning_rate)
    return chain


def predict(model, x):
    return model.forward(x)
