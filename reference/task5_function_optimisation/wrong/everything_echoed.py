# mistake: input-returned
# loses: loss.values loss.tensors loss.rows loss.inputs_unchanged minimise.values minimise.loss minimise.no_steps minimise.continued trace.values trace.walk trace.uses_tensorflow
import numpy as np
import tensorflow as tf


def loss(x):
    return x


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0)
    return x, x


def trace(x0, learning_rate, steps):
    return np.full(steps + 1, x0)
