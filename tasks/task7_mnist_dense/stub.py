"""Task 7: Handwritten digits with a dense network.

MNIST: images of handwritten digits, 28 × 28 pixels, each with the digit that it shows. A network with
one hidden layer learns to read them:

    x      = pixels / 255, laid out row by row: 784 numbers between 0 and 1
    hidden = relu(x · W1 + b1),           relu(z) = max(z, 0)
    logits = hidden · W2 + b2             ten scores, one for each digit
    p      = softmax(logits),             softmax(z)_k = e^z_k / Σ_j e^z_j
    loss   = −(1/n) Σ_i log p_i[label_i]  the mean softmax cross-entropy

The labels are one-hot: 3 is written 0 0 0 1 0 0 0 0 0 0. Training goes in small steps: each takes the
next batch of the shuffled data, computes the loss and its gradient on that batch, and lets the optimiser
(Adam) move the weights a little. When all batches were used, the data is shuffled anew.

Compute the loss from the logits with one of TensorFlow's operations: log(softmax(z)), written out, is
infinite as soon as a probability rounds to 0.

data/mnist_train.npz holds 10,000 digits to try it on, as x_train (10000, 28, 28) and y_train (10000,):

    with np.load("data/mnist_train.npz") as data:
        images, labels = data["x_train"], data["y_train"]

Solve layers, loss and training with TensorFlow, in whatever style you like: eager with GradientTape,
tf.function, Keras, or a graph with placeholders and a session inside the functions.
"""

import numpy as np
import tensorflow as tf


def prepare(images, labels):
    """Scale the pixels and make the labels one-hot.

    images: (n, 28, 28), whole numbers (uint8) from 0 to 255.
    labels: (n,), the digits, 0 to 9.

    Returns x (n, 784), fractions between 0 and 1, and y (n, 10), zeros with a 1 in the label's column.
    """
    raise NotImplementedError


def batches(x, y, batch_size, seed):
    """Go over the data once, shuffled, in batches.

    x: (n, 784) and y: (n, 10), rows that belong together.
    batch_size: how many rows a batch holds; the last one may be smaller.
    seed: a whole number; another seed gives another order.

    Yields (or returns an iterable of) pairs (x_batch, y_batch), in which each row comes exactly once and
    with its own label. x and y themselves stay as they are.
    """
    raise NotImplementedError


def hidden_layer(x, W, b):
    """The hidden layer, relu(x · W + b).

    x: (n, 784), W: (784, h), b: (h,).

    Returns (n, h).
    """
    raise NotImplementedError


def output_layer(hidden, W, b):
    """The output layer's logits, hidden · W + b, without an activation.

    hidden: (n, h), W: (h, 10), b: (10,).

    Returns (n, 10).
    """
    raise NotImplementedError


def loss(logits, labels):
    """The mean softmax cross-entropy, right for logits of any size.

    logits: (n, 10).
    labels: (n, 10), one-hot.

    Returns one number.
    """
    raise NotImplementedError


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    """Train a network of this shape by Adam.

    x: (n, 784) between 0 and 1, y: (n, 10) one-hot.
    hidden_size: units of the hidden layer.
    learning_rate: the optimiser's; with 0 nothing is learned.
    batch_size: rows of each mini-batch.
    steps: how many updates, each on one mini-batch; with 0 the weights stay as they were initialised.
    seed: a whole number for the initial weights and the order of the data.

    Returns a model: whatever predict needs (a list of variables, a Keras model, an object, ...).
    """
    raise NotImplementedError


def predict(model, x):
    """The model's scores for each row.

    model: what train returned.
    x: (n, 784) between 0 and 1.

    Returns logits or probabilities, (n, 10).
    """
    raise NotImplementedError


def evaluate(model, x, y):
    """The model's accuracy on exactly these rows.

    model: what train returned.
    x: (n, 784), y: (n, 10) one-hot.

    Returns the share of rows whose largest score is in the label's column, between 0 and 1.
    """
    raise NotImplementedError
