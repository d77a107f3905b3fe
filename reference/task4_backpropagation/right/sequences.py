# style: a namedtuple, a deque and an array of arrays
import numpy as np
from collections import namedtuple, deque
Params = namedtuple("Params", "W1 b1 W2 b2")
def _f(X, p):
    h = np.tanh(X @ p[0].T + p[1]); return h, 1 / (1 + np.exp(-(h @ p[2].T + p[3])))
def cost(output, Y):
    o = np.clip(output, 1e-9, 1 - 1e-9)
    return -np.mean(Y * np.log(o) + (1 - Y) * np.log(1 - o))
def backward_propagation(X, Y, W2, output, hidden):
    m = len(X); d = output - Y; e = d @ W2 * (1 - hidden**2)
    out = np.empty(4, dtype=object)
    out[:] = [e.T @ X / m, e.mean(0, keepdims=True), d.T @ hidden / m, d.mean(0, keepdims=True)]
    return out
def update(params, gradients, learning_rate):
    return deque(p - learning_rate * g for p, g in zip(params, gradients))
def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    p = Params(rng.normal(size=(hidden_size, X.shape[1])), np.zeros((1, hidden_size)), rng.normal(size=(1, hidden_size)), np.zeros((1, 1)))
    for i in range(iterations):
        h, o = _f(X, p)
        p = Params(*update(p, backward_propagation(X, Y, p.W2, o, h), learning_rate))
    return p
def predict(X, W1, b1, W2, b2):
    return (_f(X, (W1, b1, W2, b2))[1] > 0.5).astype(int)
