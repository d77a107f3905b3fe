# style: float32 throughout
import numpy as np

F = np.float32


def initialise(n_features, hidden_size):
    W1 = (np.random.rand(hidden_size, n_features) - 0.5).astype(F)
    W2 = (np.random.rand(1, hidden_size) - 0.5).astype(F)
    return W1, np.zeros((1, hidden_size), F), W2, np.zeros((1, 1), F)


def hidden_layer(inputs, W, b):
    return np.tanh(np.dot(inputs.astype(F), W.astype(F).T) + b.astype(F))


def output_layer(inputs, W, b):
    return F(1) / (F(1) + np.exp(-(np.dot(inputs.astype(F), W.astype(F).T) + b.astype(F))))


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
