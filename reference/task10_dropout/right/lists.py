# style: plain Python for dropout, nested lists as results, a dataclass as the model
import random
from dataclasses import dataclass

import numpy as np


def dropout(x, rate, training, seed):
    if not training:
        return x.tolist()
    chance = random.Random(seed)
    return [[0.0 if chance.random() < rate else float(value) / (1.0 - rate) for value in row] for row in x]


@dataclass
class Layers:
    W1: np.ndarray
    b1: np.ndarray
    W2: np.ndarray
    b2: np.ndarray


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    net = Layers(
        rng.standard_normal((784, hidden_size)) / 28,
        np.zeros((1, hidden_size)),
        rng.standard_normal((hidden_size, 10)) / np.sqrt(hidden_size),
        np.zeros((1, 10)),
    )
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size)
        hidden = np.maximum(x[rows] @ net.W1 + net.b1, 0)
        scale = np.array(dropout(np.ones_like(hidden), rate, True, int(rng.integers(2**31))))
        hidden = hidden * scale
        powers = np.exp(hidden @ net.W2 + net.b2)
        error = (powers / powers.sum(axis=1, keepdims=True) - y[rows]) / batch_size
        slope = (error @ net.W2.T) * scale * (hidden > 0)
        net.W2 = net.W2 - learning_rate * hidden.T @ error
        net.b2 = net.b2 - learning_rate * error.sum(axis=0, keepdims=True)
        net.W1 = net.W1 - learning_rate * x[rows].T @ slope
        net.b1 = net.b1 - learning_rate * slope.sum(axis=0, keepdims=True)
    return net


def predict(model, x):
    powers = np.exp(np.maximum(x @ model.W1 + model.b1, 0) @ model.W2 + model.b2)
    return (powers / powers.sum(axis=1, keepdims=True)).tolist()
