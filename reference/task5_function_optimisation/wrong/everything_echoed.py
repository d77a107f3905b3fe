# mistake: input-returned
# loses: ?
import numpy as np
import tensorflow as tf


def loss(x):
    return x


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0)
    return x, x


def trace(x0, learning_rate, steps):
    return np.full(steps + 1, x0)
