# style: float32 from end to end, epsilon that float32 can hold
import numpy as np

F = np.float32


def cost(output, Y):
    o = np.asarray(output, F).clip(F(1e-7), F(1) - F(1e-7))
    y = np.asarray(Y, F)
    return -(y * np.log(o) + (1 - y) * np.log(1 - o)).mean(dtype=F)


def backward_propagation(X, Y, W2, output, hidden):
    X, Y, W2, output, hidden = (np.asarray(a, F) for a in (X, Y, W2, output, hidden))
    m = F(len(X))
    d2 = output - Y
    d1 = d2 @ W2 * (1 - hidden**2)
    return d1.T @ X / m, d1.sum(0, keepdims=True) / m, d2.T @ hidden / m, d2.sum(0, keepdims=True) / m


def update(params, gradients, learning_rate):
    return [np.asarray(p, F) - F(learning_rate) * np.asarray(g, F) for p, g in zip(params, gradients)]


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    params = [
        rng.standard_normal((hidden_size, X.shape[1]), dtype=F) * F(0.5),
        np.zeros((1, hidden_size), F),
        rng.standard_normal((1, hidden_size), dtype=F) * F(0.5),
        np.zeros((1, 1), F),
    ]
    X, Y = X.astype(F), Y.astype(F)
    for _ in range(iterations):
        h = np.tanh(X @ params[0].T + params[1])
        o = F(1) / (F(1) + np.exp(-(h @ params[2].T + params[3])))
        params = update(params, backward_propagation(X, Y, params[2], o, h), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    h = np.tanh(np.asarray(X, F) @ W1.T + b1)
    return (h @ W2.T + b2 > 0).astype(F)
