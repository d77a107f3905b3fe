# style: closures and functools.reduce; keeps X and Y in a closure
from functools import reduce

import numpy as np


def make_forward(X):
    def forward(W1, b1, W2, b2):
        hidden = np.tanh(b1 + X @ W1.T)
        return np.reciprocal(1 + np.exp(-(b2 + hidden @ W2.T))), hidden

    return forward


def cost(output, Y):
    clipped = np.minimum(np.maximum(output, 1e-15), 1 - 1e-15)
    return np.array(-(np.log(clipped[Y == 1]).sum() + np.log(1 - clipped[Y == 0]).sum()) / len(Y))


def backward_propagation(X, Y, W2, output, hidden):
    def mean_product(left, right):
        return left.T @ right / X.shape[0]

    ones = np.ones((X.shape[0], 1))
    error = output - Y
    back = error @ W2 * (1 - hidden * hidden)
    return mean_product(back, X), mean_product(ones, back), mean_product(error, hidden), mean_product(ones, error)


def update(params, gradients, learning_rate):
    step = lambda pair: pair[0] - learning_rate * pair[1]
    return [step(pair) for pair in zip(params, gradients)]


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    forward = make_forward(X)
    rng = np.random.default_rng([seed, hidden_size])
    W1 = rng.normal(scale=0.6, size=(hidden_size, X.shape[1]))
    W2 = rng.normal(scale=0.6, size=(1, hidden_size))

    def iteration(params, _):
        output, hidden = forward(*params)
        return update(params, backward_propagation(X, Y, params[2], output, hidden), learning_rate)

    return reduce(iteration, range(iterations), [W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))])


def predict(X, W1, b1, W2, b2):
    output, _ = make_forward(X)(W1, b1, W2, b2)
    return np.where(output > 0.5, 1, 0)
