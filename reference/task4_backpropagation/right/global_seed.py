# style: np.random.seed globally, wide uniform start, loop while
import numpy as np


def cost(output, Y):
    return np.mean(-(Y * np.log(output + 1e-10) + (1 - Y) * np.log(1 - output + 1e-10)))


def backward_propagation(X, Y, W2, output, hidden):
    error = (output - Y) / len(Y)
    delta = error @ W2 * (1 - hidden * hidden)
    ones = np.ones((1, len(Y)))
    return delta.T @ X, ones @ delta, error.T @ hidden, ones @ error


def update(params, gradients, learning_rate):
    return [p - learning_rate * g for p, g in zip(params, gradients)]


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    np.random.seed(seed)
    params = [
        np.random.uniform(-1, 1, (hidden_size, X.shape[1])),
        np.random.uniform(-1, 1, (1, hidden_size)),
        np.random.uniform(-1, 1, (1, hidden_size)),
        np.random.uniform(-1, 1, (1, 1)),
    ]
    step = 0
    while step < iterations:
        hidden = np.tanh(X @ params[0].T + params[1])
        output = 1 / (1 + np.exp(-(hidden @ params[2].T + params[3])))
        params = update(params, backward_propagation(X, Y, params[2], output, hidden), learning_rate)
        step += 1
    return params


def predict(X, W1, b1, W2, b2):
    return np.tanh(X @ W1.T + b1) @ W2.T + b2 > 0
