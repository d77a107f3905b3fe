# style: dictionaries inside, tuples at the border; seed by hash of spawn
import numpy as np

NAMES = ("W1", "b1", "W2", "b2")


def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def cost(output, Y):
    with np.errstate(divide="ignore", invalid="ignore"):
        losses = -np.where(Y > 0.5, np.log(output), np.log1p(-output))
    return np.minimum(losses, 1e4).sum() / Y.size


def backward_propagation(X, Y, W2, output, hidden):
    m = len(X)
    grads = {}
    dz2 = output - Y
    grads["W2"] = dz2.T @ hidden / m
    grads["b2"] = dz2.T @ np.ones((m, 1)) / m
    dz1 = dz2 * W2 * (1 - hidden**2)
    grads["W1"] = dz1.T @ X / m
    grads["b1"] = (dz1.T @ np.ones((m, 1)) / m).T
    return tuple(grads[n] for n in NAMES)


def update(params, gradients, learning_rate):
    p, g = dict(zip(NAMES, params)), dict(zip(NAMES, gradients))
    return tuple(p[n] - learning_rate * g[n] for n in NAMES)


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    one, two = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    p = {
        "W1": one.normal(size=(hidden_size, X.shape[1])),
        "b1": np.zeros((1, hidden_size)),
        "W2": two.normal(size=(1, hidden_size)),
        "b2": np.zeros((1, 1)),
    }
    costs = []
    for _ in range(iterations):
        hidden = np.tanh(X @ p["W1"].T + p["b1"])
        output = sigmoid(hidden @ p["W2"].T + p["b2"])
        costs.append(cost(output, Y))
        grads = backward_propagation(X, Y, p["W2"], output, hidden)
        p = dict(zip(NAMES, update([p[n] for n in NAMES], grads, learning_rate)))
    return tuple(p.values())


def predict(X, W1, b1, W2, b2):
    probability = sigmoid(np.tanh(X @ W1.T + b1) @ W2.T + b2)
    return np.array([[1.0] if q > 0.5 else [0.0] for q in probability[:, 0]])
