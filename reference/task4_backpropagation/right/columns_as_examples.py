# style: Andrew Ng's columns: everything transposed inside
import numpy as np


def cost(output, Y):
    A, Y = np.clip(output.T, 1e-8, 1 - 1e-8), Y.T
    m = Y.shape[1]
    J = -(1 / m) * (np.dot(Y, np.log(A).T) + np.dot(1 - Y, np.log(1 - A).T))
    return np.squeeze(J)


def backward_propagation(X, Y, W2, output, hidden):
    X, Y, A1, A2 = X.T, Y.T, hidden.T, output.T
    m = X.shape[1]
    dZ2 = A2 - Y
    dW2 = (1 / m) * np.dot(dZ2, A1.T)
    db2 = (1 / m) * np.sum(dZ2, axis=1, keepdims=True)
    dZ1 = np.dot(W2.T, dZ2) * (1 - A1**2)
    dW1 = (1 / m) * np.dot(dZ1, X.T)
    db1 = (1 / m) * np.sum(dZ1, axis=1, keepdims=True)
    return dW1, db1.T, dW2, db2


def update(params, gradients, learning_rate):
    return tuple(np.subtract(p, np.multiply(learning_rate, g)) for p, g in zip(params, gradients))


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    np.random.seed(seed)
    W1 = np.random.randn(hidden_size, X.shape[1]) * np.sqrt(2.0 / X.shape[1])
    W2 = np.random.randn(1, hidden_size) * np.sqrt(2.0 / hidden_size)
    params = W1, np.zeros((1, hidden_size)), W2, np.zeros((1, 1))
    for _ in range(iterations):
        A1 = np.tanh(params[0] @ X.T + params[1].T)
        A2 = 1 / (1 + np.exp(-(params[2] @ A1 + params[3])))
        params = update(params, backward_propagation(X, Y, params[2], A2.T, A1.T), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    return (1 / (1 + np.exp(-(W2 @ np.tanh(W1 @ X.T + b1.T) + b2))) > 0.5).T.astype(np.int64)
