# mistake: -
# loses: sigmoid.values sigmoid.large sigmoid.symmetry sigmoid.inputs_unchanged forward_propagation.values forward_propagation.rows forward_propagation.inputs_unchanged initialise.together classify.values classify.threshold classify.rows classify.inputs_unchanged
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    X = data[:, :2]
    y = data[:, 2:].astype(int)
    return X, y


def sigmoid(z):
    return np.full(z.shape, 0.5)


def initialise(n_features):
    W = np.random.randn(1, n_features) * 0.01
    b = np.zeros((1, 1))
    return W, b


def forward_propagation(X, W, b):
    return sigmoid(X @ W.T + b)


def classify(probabilities):
    return np.zeros((len(probabilities), 1))
