"""Task 5: function optimisation

Before TensorFlow trains a network, let it find the lowest point of a parabola:

    loss(x) = x² − 10x + 24

TensorFlow computes the gradient for you, by tf.GradientTape or inside one of its optimisers. Gradient descent then
takes steps against it:

    x ← x − learning_rate · gradient

For this parabola the answer is known, so that you can check yours. After k steps from x0

    x_k = 5 + (x0 − 5) · (1 − 2 · learning_rate)^k

which comes nearer to the minimum at x = 5, where the loss is −1, as long as the learning rate is small enough. Try
0.1, 0.5, 0.9 and 1.1.

Plain gradient descent is asked: no momentum, no Adam. Which of TensorFlow's styles you use is up to you.
"""

import tensorflow as tf


def loss(x):
    """The parabola x² − 10x + 24.

    Arguments:
        x: a number, an array, a tensor or a variable.

    Returns:
        The loss of each number in x, in the shape of x.
    """
    raise NotImplementedError


def minimise(x0, learning_rate, steps):
    """Gradient descent by TensorFlow's gradient or optimiser.

    Arguments:
        x0: where to start, a float.
        learning_rate: a float.
        steps: how many steps to take, an int; may be 0.

    Returns:
        x after exactly this many steps, and y, the loss at that x: two numbers.
    """
    raise NotImplementedError


def trace(x0, learning_rate, steps):
    """All the x that gradient descent visits.

    Arguments:
        x0: where to start, a float.
        learning_rate: a float.
        steps: how many steps to take, an int; may be 0.

    Returns:
        x0, x after one step, x after two …: (steps + 1,).
    """
    raise NotImplementedError
