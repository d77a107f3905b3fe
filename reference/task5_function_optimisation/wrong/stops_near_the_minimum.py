# mistake: -
# loses: minimise.values
import numpy as np
import tensorflow as tf


def loss(x):
    return x ** 2 - 10 * x + 24


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float64)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        g = tape.gradient(y, x)
        if abs(g) < 0.1:
            break
        x.assign_sub(learning_rate * g)
    return float(x), float(loss(x))


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float64)
    xs = [float(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        x.assign_sub(learning_rate * tape.gradient(y, x))
        xs.append(float(x))
    return np.array(xs)
