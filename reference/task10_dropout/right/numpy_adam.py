# style: NumPy in float32, a class with Adam, small Gaussian weights
# calibrate: yes
import numpy as np


def dropout(x, rate, training, seed):
    if not training or rate == 0.0:
        return x.copy()
    keep = np.random.RandomState(seed).binomial(1, 1 - rate, size=x.shape).astype(x.dtype)
    return x * keep / np.float32(1 - rate)


class Network:
    def __init__(self, features, hidden_size, seed):
        rng = np.random.RandomState(seed)
        shapes = [(features, hidden_size), (hidden_size,), (hidden_size, 10), (10,)]
        self.p = [(0.05 * rng.randn(*s) if len(s) == 2 else np.zeros(s)).astype(np.float32) for s in shapes]
        self.m = [np.zeros_like(p) for p in self.p]
        self.v = [np.zeros_like(p) for p in self.p]
        self.t = 0

    def __call__(self, x):
        W1, b1, W2, b2 = self.p
        return np.maximum(x @ W1 + b1, 0) @ W2 + b2

    def gradients(self, x, y, rate, seed):
        W1, b1, W2, b2 = self.p
        h = np.maximum(x @ W1 + b1, 0)
        d = dropout(h, rate, True, seed)
        z = d @ W2 + b2
        p = np.exp(z - z.max(1, keepdims=True))
        p /= p.sum(1, keepdims=True)
        g = (p - y) / len(x)
        gd = g @ W2.T
        gh = np.where(d > 0, gd / (1 - rate), 0).astype(np.float32)
        return [x.T @ gh, gh.sum(0), d.T @ g, g.sum(0)]

    def update(self, gradients, learning_rate):
        self.t += 1
        for i, g in enumerate(gradients):
            self.m[i] = 0.9 * self.m[i] + 0.1 * g
            self.v[i] = 0.999 * self.v[i] + 0.001 * g * g
            m, v = self.m[i] / (1 - 0.9**self.t), self.v[i] / (1 - 0.999**self.t)
            self.p[i] = (self.p[i] - learning_rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    net = Network(x.shape[1], hidden_size, seed)
    rng = np.random.RandomState(seed)
    done = 0
    while done < steps:
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            if done == steps:
                break
            rows = order[start : start + batch_size]
            net.update(net.gradients(x[rows], y[rows], rate, rng.randint(2**31 - 1)), learning_rate)
            done += 1
    return net


def predict(model, x):
    return model(x)
