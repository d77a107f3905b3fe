# style: the slide's equations one by one with np.dot, RandomState
import numpy as np


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def cost(output, Y):
    m = Y.shape[0]
    eps = 1e-12
    output = np.clip(output, eps, 1 - eps)
    logprobs = np.multiply(np.log(output), Y) + np.multiply(np.log(1 - output), 1 - Y)
    return float(-np.sum(logprobs) / m)


def forward(X, W1, b1, W2, b2):
    A1 = np.tanh(np.dot(X, W1.T) + b1)
    A2 = sigmoid(np.dot(A1, W2.T) + b2)
    return A1, A2


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    dZ2 = output - Y
    dW2 = np.dot(dZ2.T, hidden) / m
    db2 = np.sum(dZ2, axis=0, keepdims=True) / m
    dZ1 = np.dot(dZ2, W2) * (1 - np.power(hidden, 2))
    dW1 = np.dot(dZ1.T, X) / m
    db1 = np.sum(dZ1, axis=0, keepdims=True) / m
    return dW1, db1, dW2, db2


def update(params, gradients, learning_rate):
    W1, b1, W2, b2 = params
    dW1, db1, dW2, db2 = gradients
    return W1 - learning_rate * dW1, b1 - learning_rate * db1, W2 - learning_rate * dW2, b2 - learning_rate * db2


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    r = np.random.RandomState(seed)
    params = (
        r.randn(hidden_size, X.shape[1]) * 0.1,
        np.zeros((1, hidden_size)),
        r.randn(1, hidden_size) * 0.1,
        np.zeros((1, 1)),
    )
    for i in range(iterations):
        A1, A2 = forward(X, *params)
        if i % 1000 == 0:
            print("cost", i, cost(A2, Y))
        params = update(params, backward_propagation(X, Y, params[2], A2, A1), learning_rate)
    return params


def predict(X, W1, b1, W2, b2):
    return (forward(X, W1, b1, W2, b2)[1] > 0.5).astype(int)
