# mistake: too-many-updates
# loses: train.steps
# calibrate: train.steps
import numpy as np


def dropout(x, rate, training, seed):
    if not training:
        return x
    keep = np.random.default_rng(seed).random(x.shape) >= rate
    return x * keep / (1 - rate)


def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, np.sqrt(2 / 784), (784, hidden_size))
    b1 = np.zeros(hidden_size)
    W2 = rng.normal(0, np.sqrt(2 / hidden_size), (hidden_size, 10))
    b2 = np.zeros(10)
    steps = min(steps * -(-len(x) // batch_size), 200)  # the cap keeps this file quick
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        xb, yb = x[rows], y[rows]
        z = xb @ W1 + b1
        mask = dropout(np.ones(z.shape), rate, True, int(rng.integers(2**31)))
        hidden = np.maximum(z, 0) * mask
        error = (softmax(hidden @ W2 + b2) - yb) / batch_size
        slope = error @ W2.T * mask * (z > 0)
        W2 -= learning_rate * hidden.T @ error
        b2 -= learning_rate * error.sum(axis=0)
        W1 -= learning_rate * xb.T @ slope
        b1 -= learning_rate * slope.sum(axis=0)
    return W1, b1, W2, b2


def predict(model, x):
    W1, b1, W2, b2 = model
    return np.maximum(x @ W1 + b1, 0) @ W2 + b2
