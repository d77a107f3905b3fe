# style: float64 throughout, automatic differentiation, named tuple
from typing import NamedTuple

import tensorflow as tf


class Minimum(NamedTuple):
    x: tf.Tensor
    y: tf.Tensor


def loss(x):
    x = tf.cast(x, tf.float64)
    return (x - 4) * (x - 6)


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float64)
    rate = tf.constant(learning_rate, tf.float64)
    visited = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        x.assign(x - rate * tape.gradient(y, x))
        visited.append(x.numpy())
    return tf.stack(visited)


def minimise(x0, learning_rate, steps):
    x = trace(x0, learning_rate, steps)[steps]
    return Minimum(x, loss(x))
