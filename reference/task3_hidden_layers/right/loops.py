# style: plain Python loops and math, nested lists out
import math
import random


def initialise(n_features, hidden_size):
    W1 = [[random.gauss(0, 0.5) for _ in range(n_features)] for _ in range(hidden_size)]
    b1 = [[0.0] * hidden_size]
    W2 = [[random.gauss(0, 0.5) for _ in range(hidden_size)]]
    return W1, b1, W2, [[0.0]]


def layer(inputs, W, b, activation):
    result = []
    for row in inputs:
        out = []
        for j, weights in enumerate(W):
            total = b[0][j]
            for value, weight in zip(row, weights):
                total += value * weight
            out.append(activation(total))
        result.append(out)
    return result


def sigmoid(z):
    if z < 0:
        return 1 - sigmoid(-z)
    return 1 / (1 + math.exp(-z))


def hidden_layer(inputs, W, b):
    return layer(inputs, W, b, math.tanh)


def output_layer(inputs, W, b):
    return layer(inputs, W, b, sigmoid)


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
