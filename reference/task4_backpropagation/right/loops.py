# style: loops over rows and units in plain Python, no vectorisation
"""Backpropagation as on paper: every sum is a loop."""
import math
import random

import numpy as np


def sigmoid(z):
    if z < 0:
        return math.exp(z) / (1 + math.exp(z))
    return 1 / (1 + math.exp(-z))


def cost(output, Y):
    total = 0.0
    for o, y in zip(output, Y):
        p = min(max(float(o[0]), 1e-10), 1 - 1e-10)
        total += math.log(p) if y[0] == 1 else math.log(1 - p)
    return -total / len(Y)


def backward_propagation(X, Y, W2, output, hidden):
    m, f, h = len(X), len(X[0]), len(hidden[0])
    dW1 = [[0.0] * f for _ in range(h)]
    db1 = [[0.0] * h]
    dW2 = [[0.0] * h]
    db2 = [[0.0]]
    for i in range(m):
        error = (float(output[i][0]) - float(Y[i][0])) / m
        db2[0][0] += error
        for j in range(h):
            a = float(hidden[i][j])
            dW2[0][j] += error * a
            delta = error * float(W2[0][j]) * (1 - a * a)
            db1[0][j] += delta
            for k in range(f):
                dW1[j][k] += delta * float(X[i][k])
    return np.array(dW1), np.array(db1), np.array(dW2), np.array(db2)


def update(params, gradients, learning_rate):
    result = []
    for param, gradient in zip(params, gradients):
        new = np.zeros(np.shape(param))
        for index in np.ndindex(new.shape):
            new[index] = param[index] - learning_rate * gradient[index]
        result.append(new)
    return result


def forward(X, W1, b1, W2, b2):
    hidden, output = [], []
    for row in X:
        units = [
            math.tanh(sum(w * x for w, x in zip(W1[j], row)) + b1[0][j]) for j in range(len(W1))
        ]
        hidden.append(units)
        output.append([sigmoid(sum(w * a for w, a in zip(W2[0], units)) + b2[0][0])])
    return output, hidden


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    generator = random.Random(seed)
    features = X.shape[1]
    W1 = np.array([[generator.gauss(0, 0.3) for _ in range(features)] for _ in range(hidden_size)])
    b1 = np.zeros((1, hidden_size))
    W2 = np.array([[generator.gauss(0, 0.3) for _ in range(hidden_size)]])
    b2 = np.zeros((1, 1))
    rows, labels = X.tolist(), Y.tolist()
    for _ in range(iterations):
        output, hidden = forward(rows, W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist())
        gradients = backward_propagation(rows, labels, W2.tolist(), output, hidden)
        W1, b1, W2, b2 = update((W1, b1, W2, b2), gradients, learning_rate)
    return W1, b1, W2, b2


def predict(X, W1, b1, W2, b2):
    output, _ = forward(X.tolist(), W1.tolist(), b1.tolist(), W2.tolist(), b2.tolist())
    return [[1 if o[0] > 0.5 else 0] for o in output]
