"""Task 10: dropout

A network with many units learns its training data by heart: units come to rely on each other. Dropout breaks such
alliances. In training each unit of the hidden layer is set to zero with the probability rate, anew at each step; what
is left is scaled, so that the next layer sees the same mean as without dropout (this is called inverted dropout):

    mask   = 1 with probability 1 − rate, else 0, for each unit of each row on its own
    output = x · mask / (1 − rate)      in training
    output = x                          at prediction

The network is 784 → relu → dropout → 10:

    hidden = relu(x · W1 + b1)          x (n, 784), hidden (n, h)
    logits = dropout(hidden) · W2 + b2  (n, 10)

It is trained on mini-batches with the mean softmax cross-entropy, by an optimiser of your choice. Where a unit was
dropped, no gradient flows: it takes no part in that step.

Solve it in TensorFlow or in NumPy. The digits lie in data/mnist_train.npz (x_train (10000, 28, 28) uint8, y_train);
the functions get them as rows of 784 numbers between 0 and 1.
"""

import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    """Inverted dropout.

    Arguments:
        x: the units' values (n, h), float32.
        rate: the probability that a unit is dropped, 0 <= rate < 1.
        training: True in training, False at prediction.
        seed: an int; another seed gives another mask.

    Returns:
        An array (n, h): in training 0 where a unit was dropped and the scaled value where it was not; otherwise x.
    """
    raise NotImplementedError


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    """Train a network with one hidden layer, with dropout on that layer.

    Arguments:
        x: inputs (n, 784), float32 from 0 to 1.
        y: one-hot labels (n, 10), float32.
        hidden_size: the number h of relu units, an int.
        rate: the probability that a hidden unit is dropped at a step.
        learning_rate: the step size of the optimiser, a float.
        batch_size: the number of rows in a mini-batch, an int.
        steps: the number of updates, an int; with 0 the initial weights are returned.
        seed: an int for everything that is random.

    Returns:
        A model of any kind: whatever predict needs.
    """
    raise NotImplementedError


def predict(model, x):
    """The scores of ten classes for each row, with all units taking part.

    Arguments:
        model: what train returned.
        x: inputs (n, 784), float32 from 0 to 1.

    Returns:
        Logits or probabilities (n, 10): the same answer each time.
    """
    raise NotImplementedError
