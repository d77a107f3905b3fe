"""Task 3: hidden layers

A single sigmoid unit can only separate what a line separates. The flower set is not of that kind: its petals
interleave. A hidden layer bends the space first. You write its forward pass in NumPy:

    hidden = tanh(X · W1ᵀ + b1)
    output = sigmoid(hidden · W2ᵀ + b2),    sigmoid(z) = 1 / (1 + e^-z)

The shapes, for n rows, f features and h hidden units:

    X (n, f)    W1 (h, f)    b1 (1, h)    hidden (n, h)
                W2 (1, h)    b2 (1, 1)    output (n, 1)

Each row of W1 holds the weights of one hidden unit. Units that start with equal weights compute the same thing
and would learn the same thing for ever, so the rows must not all be equal.

The data lie in data/flower.csv (header x1,x2,label). Nothing is trained yet: that is task 4.
"""

import numpy as np


def initialise(n_features, hidden_size):
    """The parameters of a network with one hidden layer.

    Arguments:
        n_features: the number f of features, an int.
        hidden_size: the number h of hidden units, an int.

    Returns:
        W1 (h, f), b1 (1, h), W2 (1, h), b2 (1, 1): small weights; the rows of W1 are not all equal.
    """
    raise NotImplementedError


def hidden_layer(inputs, W, b):
    """The hidden layer: tanh(inputs · Wᵀ + b).

    Arguments:
        inputs: (n, f), one row an example.
        W: (h, f), one row a unit.
        b: (1, h).

    Returns:
        The units' outputs, (n, h).
    """
    raise NotImplementedError


def output_layer(inputs, W, b):
    """The output layer: sigmoid(inputs · Wᵀ + b).

    Arguments:
        inputs: (n, h), what the hidden layer returned.
        W: (1, h).
        b: (1, 1).

    Returns:
        Probabilities, (n, 1).
    """
    raise NotImplementedError


def forward_propagation(X, W1, b1, W2, b2):
    """The whole network, from the inputs to the probabilities.

    Arguments:
        X: (n, f).
        W1: (h, f).
        b1: (1, h).
        W2: (1, h).
        b2: (1, 1).

    Returns:
        Probabilities, (n, 1).
    """
    raise NotImplementedError
