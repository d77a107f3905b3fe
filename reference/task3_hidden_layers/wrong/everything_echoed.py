# mistake: input-returned
# loses: hidden_layer.values hidden_layer.rows hidden_layer.inputs_unchanged output_layer.values output_layer.large output_layer.rows output_layer.inputs_unchanged forward_propagation.values forward_propagation.rows forward_propagation.inputs_unchanged
import numpy as np


def initialise(n_features, hidden_size):
    W1 = np.random.randn(hidden_size, n_features)
    return W1, np.zeros((1, hidden_size)), W1[:, :1].T, np.zeros((1, 1))


def hidden_layer(inputs, W, b):
    return np.repeat(inputs[:, :1], len(W), axis=1)


def output_layer(inputs, W, b):
    return inputs[:, :1]


def forward_propagation(X, W1, b1, W2, b2):
    return X[:, -1:]
