# style: W2 starts at zero, the loss through logaddexp, seeds by SeedSequence
# calibrate: yes
import numpy as np


def forward(X, W1, b1, W2, b2):
    hidden = np.tanh(np.matmul(X, np.transpose(W1)) + b1)
    z = np.matmul(hidden, np.transpose(W2)) + b2
    return np.exp(-np.logaddexp(0, -z)), hidden


def cost(output, Y):
    with np.errstate(divide="ignore"):
        z = np.log(output) - np.log1p(-output)
    z = np.clip(z, -700, 700)
    return np.average(np.logaddexp(0, z) - Y * z)


def backward_propagation(X, Y, W2, output, hidden):
    m = np.size(Y)
    rest = output - Y
    dW2 = np.sum(rest * hidden, axis=0, keepdims=True) / m
    db2 = np.sum(rest, keepdims=True) / m
    rest = np.outer(rest, W2) / np.cosh(np.arctanh(hidden)) ** 2
    dW1 = np.tensordot(rest, X, axes=(0, 0)) / m
    db1 = np.sum(rest, axis=0)[np.newaxis] / m
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    return tuple(map(lambda p, g: p + -learning_rate * g, params, gradients))


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed)))
    params = (
        rng.standard_normal((hidden_size, X.shape[1])),
        np.zeros((1, hidden_size), dtype=int),
        np.zeros((1, hidden_size), dtype=int),
        np.zeros((1, 1), dtype=int),
    )
    step = 0
    while step < iterations:
        output, hidden = forward(X, *params)
        m = len(X)
        rest = (output - Y) / m
        back = rest @ params[2] * (1 - hidden**2)
        gradients = back.T @ X, back.sum(0)[None], rest.T @ hidden, rest.sum(0)[None]
        params = update(params, gradients, learning_rate)
        step += 1
    return params


def predict(X, W1, b1, W2, b2):
    return np.heaviside(forward(X, W1, b1, W2, b2)[0] - 0.5, 0)
