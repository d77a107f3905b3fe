# style: NumPy with nested functions, train returns a closure, einsum, RMSprop
# calibrate: train.scale
import numpy as np


def dropout(x, rate, training, seed):
    generator = np.random.Generator(np.random.PCG64(seed))
    if training:
        return np.where(generator.uniform(size=np.shape(x)) < rate, 0, x / (1 - rate))
    return x


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    generator = np.random.Generator(np.random.PCG64(seed))
    params = {
        "W1": generator.uniform(-1, 1, (hidden_size, 784)) * np.sqrt(6 / (784 + hidden_size)),
        "b1": np.zeros(hidden_size),
        "W2": generator.uniform(-1, 1, (10, hidden_size)) * np.sqrt(6 / (10 + hidden_size)),
        "b2": np.zeros(10),
    }
    squares = {name: np.zeros_like(value) for name, value in params.items()}

    def scores(rows):
        hidden = np.einsum("nf,hf->nh", rows, params["W1"]) + params["b1"]
        return np.einsum("nh,kh->nk", hidden * (hidden > 0), params["W2"]) + params["b2"]

    for _ in range(steps):
        chosen = generator.choice(len(x), batch_size, replace=False)
        rows, labels = x[chosen], y[chosen]
        hidden = np.maximum(rows @ params["W1"].T + params["b1"], 0)
        scale = dropout(np.ones(hidden.shape), rate, True, int(generator.integers(2**31)))
        dropped = hidden * scale
        logits = dropped @ params["W2"].T + params["b2"]
        odds = np.exp(logits - logits.max(axis=1)[:, None])
        error = (odds / odds.sum(axis=1)[:, None] - labels) / batch_size
        back = error @ params["W2"] * scale * (hidden > 0)
        slopes = {"W1": back.T @ rows, "b1": back.sum(0), "W2": error.T @ dropped, "b2": error.sum(0)}
        for name, slope in slopes.items():
            squares[name] = 0.9 * squares[name] + 0.1 * slope**2
            params[name] -= 0.3 * learning_rate * slope / (np.sqrt(squares[name]) + 1e-6)
    return scores


def predict(model, x):
    return model(x)
