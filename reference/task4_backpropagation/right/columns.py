# style: works on the transposed problem, examples as columns as in many books
import numpy as np


def sigmoid(Z):
    return np.exp(np.minimum(Z, 0)) / (1 + np.exp(-np.abs(Z)))


def cost(output, Y):
    A, Y = output.T, Y.T
    m = Y.shape[1]
    A = np.where(A == 0, 1e-12, np.where(A == 1, 1 - 1e-12, A))
    value = -(np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T)) / m
    return value[0, 0]


def backward_propagation(X, Y, W2, output, hidden):
    X, Y, A2, A1 = X.T, Y.T, output.T, hidden.T
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    db2 = dZ2.sum(axis=1, keepdims=True) / m
    dZ1 = W2.T @ dZ2 * (1 - A1**2)
    dW1 = dZ1 @ X.T / m
    db1 = dZ1.sum(axis=1, keepdims=True) / m
    return dW1, db1.T, dW2, db2.T


def update(params, gradients, learning_rate):
    W1, b1, W2, b2 = [np.array(p, dtype=float, copy=True) for p in params]
    for p, g in zip((W1, b1, W2, b2), gradients):
        p -= learning_rate * g
    return W1, b1, W2, b2


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    state = np.random.get_state()
    np.random.seed(seed % 2**32)
    W1 = np.random.normal(0, 0.2, size=(hidden_size, X.shape[1]))
    W2 = np.random.normal(0, 0.2, size=(1, hidden_size))
    np.random.set_state(state)
    b1, b2 = np.zeros((hidden_size, 1)), np.zeros((1, 1))
    for _ in range(iterations):
        A1 = np.tanh(W1 @ X.T + b1)
        A2 = sigmoid(W2 @ A1 + b2)
        dW1, db1, dW2, db2 = backward_propagation(X, Y, W2, A2.T, A1.T)
        W1, b1, W2, b2 = update((W1, b1, W2, b2), (dW1, db1.T, dW2, db2), learning_rate)
    return W1, b1.T, W2, b2


def predict(X, W1, b1, W2, b2):
    A1 = np.tanh(W1 @ X.T + b1.T)
    A2 = sigmoid(W2 @ A1 + b2)
    return (A2 > 0.5).T
