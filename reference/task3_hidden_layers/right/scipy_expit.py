# style: scipy's expit, integer zeros, a fixed seed inside
import numpy as np
from scipy.special import expit


def initialise(n_features, hidden_size):
    np.random.seed(42)
    W1 = np.random.randn(hidden_size, n_features)
    b1 = np.zeros((1, hidden_size), dtype=int)
    W2 = np.zeros((1, hidden_size), dtype=int)
    b2 = np.zeros((1, 1), dtype=int)
    return [W1, b1, W2, b2]


def hidden_layer(inputs, W, b):
    return np.tanh(inputs.dot(W.T) + b)


def output_layer(inputs, W, b):
    return expit(inputs.dot(W.T) + b)


def forward_propagation(X, W1, b1, W2, b2):
    return expit(np.tanh(X.dot(W1.T) + b1).dot(W2.T) + b2)
