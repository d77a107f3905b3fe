# style: pandas DataFrames out
import numpy as np
import pandas as pd


def initialise(n_features, hidden_size):
    W1 = pd.DataFrame(np.random.randn(hidden_size, n_features))
    W2 = pd.DataFrame(np.random.randn(1, hidden_size))
    return W1, pd.DataFrame(np.zeros((1, hidden_size))), W2, pd.DataFrame([[0.0]])


def hidden_layer(inputs, W, b):
    return pd.DataFrame(inputs).dot(pd.DataFrame(W).T).add(np.asarray(b)[0], axis=1).map(np.tanh)


def output_layer(inputs, W, b):
    z = pd.DataFrame(inputs).dot(pd.DataFrame(W).T) + float(np.asarray(b)[0, 0])
    return z.map(lambda value: 1 / (1 + np.exp(-value)))


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
