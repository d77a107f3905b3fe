# style: returns nested lists everywhere, Python numbers for the cost
import numpy as np


def cost(output, Y):
    output = np.array(output).ravel()
    labels = np.array(Y).ravel()
    terms = []
    for p, y in zip(output, labels):
        p = p if y == 1 else 1 - p
        terms.append(-np.log(p) if p > 1e-9 else -np.log(1e-9))
    return sum(terms) / len(terms)


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    error = (output - Y) / m
    back = error @ W2 * (1 - hidden**2)
    return (
        (back.T @ X).tolist(),
        [back.sum(axis=0).tolist()],
        (error.T @ hidden).tolist(),
        [[float(error.sum())]],
    )


def update(params, gradients, learning_rate):
    return [(np.array(p) - learning_rate * np.array(g)).tolist() for p, g in zip(params, gradients)]


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    params = [
        rng.normal(0, 0.4, (hidden_size, X.shape[1])),
        np.zeros((1, hidden_size)),
        rng.normal(0, 0.4, (1, hidden_size)),
        np.zeros((1, 1)),
    ]
    for _ in range(iterations):
        W1, b1, W2, b2 = map(np.array, params)
        hidden = np.tanh(X @ W1.T + b1)
        output = 1 / (1 + np.exp(-(hidden @ W2.T + b2)))
        params = update((W1, b1, W2, b2), backward_propagation(X, Y, W2, output, hidden), learning_rate)
    return [np.array(p).tolist() for p in params]


def predict(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1.T + b1)
    total = hidden @ W2.T + b2
    return [[int(z > 0)] for z in total[:, 0]]
