# style: everything in float32
# calibrate: yes
import numpy as np

F = np.float32


def sigmoid(z):
    return (F(1) / (F(1) + np.exp(-z))).astype(F)


def cost(output, Y):
    output, Y = np.asarray(output, F), np.asarray(Y, F)
    eps = F(1e-7)
    return np.mean(-(Y * np.log(output + eps) + (1 - Y) * np.log(1 - output + eps)), dtype=F)


def backward_propagation(X, Y, W2, output, hidden):
    X, Y, W2, output, hidden = (np.asarray(a, F) for a in (X, Y, W2, output, hidden))
    m = F(X.shape[0])
    dZ2 = output - Y
    dZ1 = (dZ2 @ W2) * (1 - hidden * hidden)
    return dZ1.T @ X / m, dZ1.sum(0, keepdims=True) / m, dZ2.T @ hidden / m, dZ2.sum(0, keepdims=True) / m


def update(params, gradients, learning_rate):
    return tuple(np.asarray(p, F) - F(learning_rate) * np.asarray(g, F) for p, g in zip(params, gradients))


def forward(X, W1, b1, W2, b2):
    hidden = np.tanh(X @ W1.T + b1)
    return sigmoid(hidden @ W2.T + b2), hidden


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    X, Y = X.astype(F), Y.astype(F)
    np.random.seed(seed)
    W1 = np.random.randn(hidden_size, X.shape[1]).astype(F)
    b1 = np.zeros((1, hidden_size), F)
    W2 = np.random.randn(1, hidden_size).astype(F)
    b2 = np.zeros((1, 1), F)
    for _ in range(iterations):
        output, hidden = forward(X, W1, b1, W2, b2)
        W1, b1, W2, b2 = update((W1, b1, W2, b2), backward_propagation(X, Y, W2, output, hidden), learning_rate)
    return W1, b1, W2, b2


def predict(X, W1, b1, W2, b2):
    output, _ = forward(X.astype(F), W1.astype(F), b1.astype(F), W2.astype(F), b2.astype(F))
    return (output > 0.5).astype(F)
