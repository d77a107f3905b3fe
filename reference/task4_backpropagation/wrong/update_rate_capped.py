# mistake: -
# loses: update.values update.steps train.descent
import numpy as np


def sigmoid(z):
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, small) / (1.0 + small)


def forward_propagation(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1.T + b1)
    output = sigmoid(hidden @ W2.T + b2)
    return output, hidden


def cost(output, Y):
    output = np.clip(output, 1e-12, 1 - 1e-12)
    return -np.mean(Y * np.log(output) + (1 - Y) * np.log(1 - output))


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    dZ2 = output - Y
    dW2 = dZ2.T @ hidden / m
    db2 = np.sum(dZ2, axis=0, keepdims=True) / m
    dZ1 = dZ2 @ W2 * (1 - hidden**2)
    dW1 = dZ1.T @ X / m
    db1 = np.sum(dZ1, axis=0, keepdims=True) / m
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    learning_rate = min(learning_rate, 1.0)
    return tuple(param - learning_rate * gradient for param, gradient in zip(params, gradients))


def initialise(n_features, hidden_size, seed):
    rng = np.random.default_rng(seed)
    W1 = rng.normal(0, 0.5, (hidden_size, n_features))
    b1 = np.zeros((1, hidden_size))
    W2 = rng.normal(0, 0.5, (1, hidden_size))
    b2 = np.zeros((1, 1))
    return W1, b1, W2, b2


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    params = initialise(X.shape[1], hidden_size, seed)
    for _ in range(iterations):
        output, hidden = forward_propagation(X, *params)
        gradients = backward_propagation(X, Y, params[2], output, hidden)
        params = update(params, gradients, learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    output, _ = forward_propagation(X, W1, b1, W2, b2)
    return (output > 0.5).astype(int)
