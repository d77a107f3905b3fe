# style: wide floats inside, np.where with both branches computed, warnings and all
import numpy as np


def initialise(n_features, hidden_size):
    W1 = np.random.uniform(size=(hidden_size, n_features))
    return W1, np.random.uniform(size=(1, hidden_size)), np.random.uniform(size=(1, hidden_size)), np.zeros((1, 1))


def hidden_layer(inputs, W, b):
    return np.tanh(np.asarray(inputs, np.longdouble) @ np.asarray(W, np.longdouble).T + b)


def output_layer(inputs, W, b):
    z = np.asarray(inputs, np.longdouble) @ np.asarray(W, np.longdouble).T + b
    return np.where(z > 0, 1 / (1 + np.exp(-z)), np.exp(z) / (1 + np.exp(z)))


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
