# mistake: input-returned
# loses: sigmoid.values sigmoid.large sigmoid.symmetry sigmoid.inputs_unchanged forward_propagation.values forward_propagation.rows forward_propagation.inputs_unchanged initialise.together classify.values classify.threshold classify.rows classify.inputs_unchanged
import numpy as np


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    X = data[:, :2]
    y = data[:, 2:].astype(int)
    return X, y


def sigmoid(z):
    return z


def initialise(n_features):
    return np.ones((1, n_features)), np.ones((1, 1))


def forward_propagation(X, W, b):
    return X[:, :1]


def classify(probabilities):
    return probabilities
