# mistake: flat
# loses: predict.shape predict.values predict.rows predict.inputs_unchanged predict.accuracy
import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def forward_propagation(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1.T + b1)
    output = sigmoid(hidden @ W2.T + b2)
    return output, hidden


def cost(output, Y):
    output = np.clip(output, 1e-10, 1 - 1e-10)
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
    W1, b1, W2, b2 = params
    dW1, db1, dW2, db2 = gradients
    return W1 - learning_rate * dW1, b1 - learning_rate * db1, W2 - learning_rate * dW2, b2 - learning_rate * db2


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    rng = np.random.default_rng(seed)
    m = len(X)
    W1 = rng.normal(0, 0.5, (hidden_size, X.shape[1]))
    b1 = np.zeros((1, hidden_size))
    W2 = rng.normal(0, 0.5, (1, hidden_size))
    b2 = np.zeros((1, 1))
    for i in range(iterations):
        output, hidden = forward_propagation(X, W1, b1, W2, b2)
        dZ2 = (output - Y) / m
        dZ1 = dZ2 @ W2 * (1 - hidden**2)
        W1 = W1 - learning_rate * dZ1.T @ X
        b1 = b1 - learning_rate * dZ1.sum(axis=0, keepdims=True)
        W2 = W2 - learning_rate * dZ2.T @ hidden
        b2 = b2 - learning_rate * dZ2.sum(axis=0, keepdims=True)
    return W1, b1, W2, b2


def predict(X, W1, b1, W2, b2):
    output, _ = forward_propagation(X, W1, b1, W2, b2)
    return (output > 0.5).astype(int).ravel()
