"""Task 2: forward propagation

One unit with a sigmoid is the smallest network there is: it weighs the features, adds a bias and squeezes the sum
between 0 and 1, so that the result can be read as the probability of class 1. You write it in NumPy:

    probabilities = sigmoid(X · Wᵀ + b),    sigmoid(z) = 1 / (1 + e^-z)

The shapes, for n rows and f features:

    X (n, f)    W (1, f)    b (1, 1)    probabilities (n, 1)    y (n, 1)

Keep two dimensions everywhere: an array of the shape (n,) is not a column, and NumPy would broadcast it against
(n, 1) to (n, n) without a word.

The data lie in data/linear.csv and data/flower.csv (header x1,x2,label). Nothing is trained yet: with random weights
the classes come out at random.
"""

import numpy as np


def read_data(path):
    """Read a CSV file with the header x1,x2,label.

    Arguments:
        path: the path of the file, a string.

    Returns:
        X (n, 2), floats: x1 and x2, one row a point, in the order of the file.
        y (n, 1), 0 or 1: the labels.
    """
    raise NotImplementedError


def sigmoid(z):
    """1 / (1 + e^-z), elementwise.

    Arguments:
        z: an array of any shape; its values may be large, positive or negative.

    Returns:
        An array of the same shape, with values from 0 to 1.
    """
    raise NotImplementedError


def initialise(n_features):
    """The parameters to start with: zeros or small random numbers.

    Arguments:
        n_features: the number f of features, an int.

    Returns:
        W (1, f) and b (1, 1).
    """
    raise NotImplementedError


def forward_propagation(X, W, b):
    """The unit's output for each row: sigmoid(X · Wᵀ + b).

    Arguments:
        X: (n, f), one row a point.
        W: (1, f).
        b: (1, 1).

    Returns:
        Probabilities, (n, 1).
    """
    raise NotImplementedError


def classify(probabilities):
    """The classes that the probabilities stand for.

    Arguments:
        probabilities: (n, 1).

    Returns:
        1 where the probability is above 0.5, else 0, (n, 1).
    """
    raise NotImplementedError
