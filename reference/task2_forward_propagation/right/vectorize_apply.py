# style: np.apply_along_axis, np.frompyfunc cast, tensordot, heaviside
import numpy as np
import pandas as pd


def read_data(path):
    df = pd.read_csv(path)
    y = df.pop("label").to_frame()
    return df, y


def sigmoid(z):
    clipped = np.clip(z, -500, 500)
    return np.reciprocal(1 + np.exp(-clipped))


def initialise(n_features):
    return np.random.standard_normal((1, n_features)) / np.sqrt(n_features), np.array([[0.0]])


def forward_propagation(X, W, b):
    z = np.tensordot(X, W, axes=([1], [1]))
    z += b
    return sigmoid(z)


def classify(probabilities):
    return np.heaviside(np.asarray(probabilities) - 0.5, 0)
