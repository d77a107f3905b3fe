# style: pandas in and out, booleans for classes
import numpy as np
import pandas as pd


def read_data(path):
    frame = pd.read_csv(path)
    return frame[["x1", "x2"]], frame[["label"]]


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def initialise(n_features):
    return pd.DataFrame(np.random.randn(1, n_features)), pd.DataFrame([[0.0]])


def forward_propagation(X, W, b):
    X, W = pd.DataFrame(X), pd.DataFrame(W)
    return sigmoid(X.dot(W.T) + np.asarray(b)[0, 0])


def classify(probabilities):
    return pd.DataFrame(probabilities) > 0.5
