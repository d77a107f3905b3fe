# style: all weights in one flat vector, views into it, one fused step
import numpy as np


def cost(output, Y):
    p = Y * output + (1 - Y) * (1 - output)
    return -np.log(np.fmax(p, 1e-30)).sum() / p.size


def backward_propagation(X, Y, W2, output, hidden):
    m = len(X)
    ones = np.ones((m, 1))
    error = (output - Y) / m
    both = error.T @ np.hstack([hidden, ones])
    back = (error @ W2) * (1 - hidden**2)
    first = back.T @ np.hstack([X, ones])
    return first[:, :-1], first[:, -1:].T, both[:, :-1], both[:, -1:]


def update(params, gradients, learning_rate):
    shapes = [np.shape(p) for p in params]
    sizes = np.cumsum([int(np.prod(s)) for s in shapes])[:-1]
    vector = np.concatenate([np.ravel(p) for p in params])
    slope = np.concatenate([np.ravel(g) for g in gradients])
    vector = vector - learning_rate * slope
    return tuple(part.reshape(shape) for part, shape in zip(np.split(vector, sizes), shapes))


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    features = X.shape[1]
    params = (
        rng.normal(size=(hidden_size, features)) * np.sqrt(1 / features),
        rng.normal(size=(1, hidden_size)) * 0.1,
        rng.normal(size=(1, hidden_size)) * np.sqrt(1 / hidden_size),
        rng.normal(size=(1, 1)) * 0.1,
    )
    for _ in range(iterations):
        W1, b1, W2, b2 = params
        hidden = np.tanh(X @ W1.T + b1)
        output = 1 / (1 + np.exp(-(hidden @ W2.T + b2)))
        params = update(params, backward_propagation(X, Y, W2, output, hidden), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    z = np.tanh(X @ W1.T + b1) @ W2.T + b2
    return (z > 0).astype(np.uint8)
