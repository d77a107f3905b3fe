"""Task 4: backpropagation

Task 3 built the network; now it learns. The cost says how far the outputs are from the labels, backpropagation how
it changes with every weight, and gradient descent takes a small step downhill, again and again. In NumPy:

    cost = −mean( Y · log(output) + (1 − Y) · log(1 − output) )

    dZ2 = output − Y                            (m, 1)
    dW2 = dZ2ᵀ · hidden / m                     (1, h)
    db2 = sum of dZ2 over the rows / m          (1, 1)
    dZ1 = (dZ2 · W2) ∘ (1 − hidden²)            (m, h), ∘ is elementwise
    dW1 = dZ1ᵀ · X / m                          (h, f)
    db1 = sum of dZ1 over the rows / m          (1, h)

    W ← W − learning_rate · dW,    b ← b − learning_rate · db

The forward pass is that of task 3: hidden = tanh(X · W1ᵀ + b1), output = sigmoid(hidden · W2ᵀ + b2). Shapes, for
m rows, f features and h hidden units:

    X (m, f)    Y (m, 1)    W1 (h, f)    b1 (1, h)    W2 (1, h)    b2 (1, 1)

Outputs of exactly 0 and 1 happen once a network is sure: the cost has to stay finite there.

The data lie in data/flower.csv (header x1,x2,label). A learning rate of 1 and 600 iterations with 8 hidden units
learn the flower.
"""

import numpy as np


def cost(output, Y):
    """The mean binary cross-entropy of the outputs.

    Arguments:
        output: probabilities, (m, 1); 0 and 1 may occur.
        Y: the labels 0 and 1, (m, 1).

    Returns:
        One number; finite for outputs of exactly 0 and 1.
    """
    raise NotImplementedError


def backward_propagation(X, Y, W2, output, hidden):
    """The gradient of the cost by all weights, averaged over the m rows.

    Arguments:
        X: (m, f), one row an example.
        Y: the labels 0 and 1, (m, 1).
        W2: the weights of the output unit, (1, h).
        output: what the network answers for X, (m, 1).
        hidden: what its hidden layer answers for X, (m, h).

    Returns:
        dW1 (h, f), db1 (1, h), dW2 (1, h), db2 (1, 1).
    """
    raise NotImplementedError


def update(params, gradients, learning_rate):
    """One step of gradient descent. The arrays in params stay as they are.

    Arguments:
        params: the arrays W1, b1, W2, b2.
        gradients: dW1, db1, dW2, db2, of the same shapes.
        learning_rate: a float.

    Returns:
        The new W1, b1, W2, b2, in this order.
    """
    raise NotImplementedError


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    """Plain gradient descent with all rows in each iteration, from random initial weights.

    Arguments:
        X: (m, f), one row an example.
        Y: the labels 0 and 1, (m, 1).
        hidden_size: the number h of hidden units, an int.
        learning_rate: a float.
        iterations: the number of steps, an int; with 0 the initial weights are returned.
        seed: an int; the same seed gives the same initial weights, another seed others.

    Returns:
        W1 (h, f), b1 (1, h), W2 (1, h), b2 (1, 1).
    """
    raise NotImplementedError


def predict(X, W1, b1, W2, b2):
    """The class of each row: 1 where the output is above 0.5, else 0.

    Arguments:
        X: (n, f).
        W1: (h, f).
        b1: (1, h).
        W2: (1, h).
        b2: (1, 1).

    Returns:
        The classes 0 and 1, (n, 1).
    """
    raise NotImplementedError
