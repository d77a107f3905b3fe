# mistake: -
# loses: minimise.values
import tensorflow as tf


def loss(x):
    return x * x - 10.0 * x + 24.0


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    visited = [float(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        x.assign_sub(learning_rate * tape.gradient(y, x))
        visited.append(float(x))
    return visited


def minimise(x0, learning_rate, steps):
    x = min(trace(x0, learning_rate, steps), key=loss)
    return x, loss(x)
