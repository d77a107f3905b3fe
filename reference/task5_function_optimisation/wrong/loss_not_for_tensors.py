# mistake: -
# loses: loss.tensors
import numpy as np
import tensorflow as tf


def loss(x):
    x = np.multiply(x, 1.0) if isinstance(x, (int, float)) else x.astype(float)
    return x ** 2 - 10 * x + 24


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float64)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = x ** 2 - 10 * x + 24
        x.assign_sub(learning_rate * tape.gradient(y, x))
    return float(x), float(loss(float(x)))


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float64)
    xs = [float(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = x ** 2 - 10 * x + 24
        x.assign_sub(learning_rate * tape.gradient(y, x))
        xs.append(float(x))
    return np.array(xs)
