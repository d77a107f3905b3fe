# style: gradients by loops over rows and units
import math

import numpy as np


def cost(output, Y):
    total = 0.0
    for o, y in zip(np.ravel(output), np.ravel(Y)):
        o = min(max(o, 1e-15), 1 - 1e-15)
        total += -math.log(o) if y == 1 else -math.log(1 - o)
    return total / len(Y)


def backward_propagation(X, Y, W2, output, hidden):
    n, f = X.shape
    h = hidden.shape[1]
    dW1, db1, dW2, db2 = np.zeros((h, f)), np.zeros((1, h)), np.zeros((1, h)), np.zeros((1, 1))
    for i in range(n):
        d = output[i, 0] - Y[i, 0]
        db2[0, 0] += d / n
        for j in range(h):
            dW2[0, j] += d * hidden[i, j] / n
            e = d * W2[0, j] * (1 - hidden[i, j] ** 2)
            db1[0, j] += e / n
            for k in range(f):
                dW1[j, k] += e * X[i, k] / n
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    new = []
    for p, g in zip(params, gradients):
        q = np.array(p, dtype=float)
        for index in np.ndindex(q.shape):
            q[index] -= learning_rate * g[index]
        new.append(q)
    return tuple(new)


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    params = (
        rng.normal(size=(hidden_size, X.shape[1])),
        np.zeros((1, hidden_size)),
        rng.normal(size=(1, hidden_size)),
        np.zeros((1, 1)),
    )
    for _ in range(iterations):
        W1, b1, W2, b2 = params
        hidden = np.tanh(X.dot(W1.T) + b1)
        output = 1 / (1 + np.exp(-(hidden.dot(W2.T) + b2)))
        d = (output - Y) / len(X)
        e = d.dot(W2) * (1 - hidden**2)
        params = (
            W1 - learning_rate * e.T.dot(X),
            b1 - learning_rate * e.sum(0, keepdims=True),
            W2 - learning_rate * d.T.dot(hidden),
            b2 - learning_rate * d.sum(0, keepdims=True),
        )
    return params


def predict(X, W1, b1, W2, b2):
    out = []
    for x in X:
        h = [math.tanh(sum(a * b for a, b in zip(x, w)) + c) for w, c in zip(W1, b1[0])]
        z = sum(a * b for a, b in zip(h, W2[0])) + b2[0][0]
        out.append([1 if z > 0 else 0])
    return out
