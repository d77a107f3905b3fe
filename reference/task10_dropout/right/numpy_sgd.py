# style: pure NumPy in float64, plain gradient descent, He weights
# calibrate: yes
import numpy as np


def dropout(x, rate, training, seed):
    x = np.asarray(x, dtype=float)
    if not training:
        return x
    mask = np.random.default_rng(seed).random(x.shape) >= rate
    return x * mask / (1 - rate)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, np.sqrt(2 / x.shape[1]), (x.shape[1], hidden_size))
    b1 = np.zeros(hidden_size)
    W2 = rng.normal(0, np.sqrt(2 / hidden_size), (hidden_size, 10))
    b2 = np.zeros(10)
    order, position = rng.permutation(len(x)), 0
    for _ in range(steps):
        if position + batch_size > len(x):
            order, position = rng.permutation(len(x)), 0
        rows = order[position : position + batch_size]
        position += batch_size
        xb, yb = x[rows].astype(float), y[rows]
        z = xb @ W1 + b1
        mask = dropout(np.ones_like(z), rate, True, rng.integers(2**31))
        hidden = np.maximum(z, 0) * mask
        logits = hidden @ W2 + b2
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        d_logits = (e / e.sum(axis=1, keepdims=True) - yb) / len(rows)
        d_z = d_logits @ W2.T * mask * (z > 0)
        W2 -= learning_rate * hidden.T @ d_logits
        b2 -= learning_rate * d_logits.sum(axis=0)
        W1 -= learning_rate * xb.T @ d_z
        b1 -= learning_rate * d_z.sum(axis=0)
    return W1, b1, W2, b2


def predict(model, x):
    W1, b1, W2, b2 = model
    return np.maximum(x @ W1 + b1, 0) @ W2 + b2
