# style: NumPy's choice of 0 and 1 / (1 - rate), legacy global seed, momentum, a dictionary of arrays
import numpy as np


def dropout(x, rate, training, seed):
    if not training:
        return x.copy()
    np.random.seed(seed)
    factors = np.random.choice([0.0, 1.0 / (1.0 - rate)], size=x.shape, p=[rate, 1.0 - rate])
    return np.multiply(x, factors)


def forward(net, x):
    return np.clip(np.dot(x, net["W1"]) + net["b1"], 0, None)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.RandomState(seed)
    limit = np.sqrt(6 / (784 + hidden_size))
    net = {
        "W1": rng.uniform(-limit, limit, (784, hidden_size)),
        "b1": np.zeros(hidden_size),
        "W2": rng.uniform(-0.3, 0.3, (hidden_size, 10)),
        "b2": np.zeros(10),
    }
    speed = {name: np.zeros_like(value) for name, value in net.items()}
    for step in range(steps):
        rows = rng.randint(len(x), size=batch_size)
        hidden = forward(net, x[rows])
        dropped = dropout(hidden, rate, True, (seed + 7919 * step) % 2**32)
        scores = dropped @ net["W2"] + net["b2"]
        scores = scores - scores.max(axis=1)[:, None]
        error = (np.exp(scores) / np.exp(scores).sum(axis=1)[:, None] - y[rows]) / batch_size
        back = np.where(dropped != 0, error @ net["W2"].T / (1 - rate), 0)
        gradients = {"W1": x[rows].T @ back, "b1": back.sum(0), "W2": dropped.T @ error, "b2": error.sum(0)}
        for name in net:
            speed[name] = 0.8 * speed[name] - learning_rate * gradients[name]
            net[name] = net[name] + speed[name]
    return net


def predict(model, x):
    return forward(model, x) @ model["W2"] + model["b2"]
