# style: einsum, weights scaled by Xavier
# calibrate: yes
import numpy as np


def _sigmoid(z):
    return 0.5 * (1 + np.tanh(z / 2))


def cost(output, Y):
    p = np.where(Y == 1, output, 1 - output)
    return float(np.einsum("ij->", -np.log(np.maximum(p, 1e-15))) / Y.shape[0])


def backward_propagation(X, Y, W2, output, hidden):
    share = (output - Y) / len(Y)
    delta = np.einsum("mo,oh,mh->mh", share, W2, 1 - np.square(hidden))
    return (
        np.einsum("mh,mf->hf", delta, X),
        np.einsum("mh->h", delta)[None, :],
        np.einsum("mo,mh->oh", share, hidden),
        np.einsum("mo->o", share)[None, :],
    )


def update(params, gradients, learning_rate):
    return [np.subtract(p, np.multiply(learning_rate, g)) for p, g in zip(params, gradients)]


def _forward(X, W1, b1, W2, b2):
    hidden = np.tanh(np.einsum("mf,hf->mh", X, W1) + b1)
    return _sigmoid(np.einsum("mh,oh->mo", hidden, W2) + b2), hidden


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    features = X.shape[1]
    limit_1, limit_2 = np.sqrt(6 / (features + hidden_size)), np.sqrt(6 / (hidden_size + 1))
    params = [
        rng.uniform(-limit_1, limit_1, (hidden_size, features)),
        np.zeros((1, hidden_size)),
        rng.uniform(-limit_2, limit_2, (1, hidden_size)),
        np.zeros((1, 1)),
    ]
    for _ in range(iterations):
        output, hidden = _forward(X, *params)
        params = update(params, backward_propagation(X, Y, params[2], output, hidden), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    return np.greater(_forward(X, W1, b1, W2, b2)[0], 0.5)
