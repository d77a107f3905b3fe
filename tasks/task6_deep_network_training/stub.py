"""Task 6: deep network training

The network of task 4, now in TensorFlow, which works the gradients out by itself:

    hidden = tanh(x · W1 + b1)                x (n, f), W1 (f, h), b1 (1, h), hidden (n, h)
    logits = hidden · W2 + b2                 W2 (h, 1), b2 (1, 1), logits (n, 1)
    p      = sigmoid(logits)                  the probability of class 1

The loss is the mean sigmoid cross-entropy over the n rows,

    loss = − 1/n · Σ (y · log p + (1 − y) · log(1 − p)),

computed from the logits: for logits of ±100 the sigmoid is 0 or 1 in float32 and its logarithm is lost. Gradient
descent takes all rows at each step (full batch):

    W ← W − learning_rate · ∂loss/∂W          the same for each weight and bias

Train it on the flower (data/flower.csv: x1, x2, label), which no straight line separates. Any style of TensorFlow will
do: GradientTape, tf.function, Keras, or a graph with a session.
"""

import tensorflow as tf


def hidden_layer(x, W, b):
    """The hidden layer: tanh(x · W + b).

    Arguments:
        x: inputs (n, f), float32.
        W: weights (f, h).
        b: biases (1, h).

    Returns:
        The hidden units' values (n, h).
    """
    raise NotImplementedError


def output_layer(hidden, W, b):
    """The output layer without an activation: hidden · W + b.

    Arguments:
        hidden: the hidden units' values (n, h), float32.
        W: weights (h, 1).
        b: the bias (1, 1).

    Returns:
        Logits (n, 1).
    """
    raise NotImplementedError


def loss(logits, labels):
    """The mean sigmoid cross-entropy, finite for logits of ±100.

    Arguments:
        logits: (n, 1), float32.
        labels: (n, 1) of 0 and 1, float32.

    Returns:
        A number (a scalar).
    """
    raise NotImplementedError


def train(X, Y, hidden_size, learning_rate, steps, seed):
    """Train the network by full-batch gradient descent.

    Arguments:
        X: inputs (n, f), float32.
        Y: labels (n, 1) of 0 and 1, float32.
        hidden_size: the number h of hidden units, an int.
        learning_rate: the step size, a float.
        steps: the number of updates, an int; with 0 the initial weights are the model.
        seed: an int for everything that is random.

    Returns:
        A model of any kind: whatever predict needs.
    """
    raise NotImplementedError


def predict(model, X):
    """The probability of class 1 for each row.

    Arguments:
        model: what train returned.
        X: inputs (n, f), float32.

    Returns:
        Probabilities (n, 1).
    """
    raise NotImplementedError


def accuracy(probabilities, labels):
    """The share of rows whose label is 1 exactly where the probability is above 0.5.

    Arguments:
        probabilities: (n, 1), float32.
        labels: (n, 1) of 0 and 1, float32.

    Returns:
        A number between 0 and 1.
    """
    raise NotImplementedError
