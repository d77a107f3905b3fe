# mistake: -
# loses: minimise.values minimise.no_steps minimise.continued trace.values trace.walk
import tensorflow as tf


def loss(x):
    return x * x - 10.0 * x + 24.0


def trace(x0, learning_rate, steps):
    x = tf.Variable(round(x0, 3), dtype=tf.float32)
    visited = [float(x)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        x.assign_sub(learning_rate * tape.gradient(y, x))
        visited.append(float(x))
    return visited


def minimise(x0, learning_rate, steps):
    x = trace(x0, learning_rate, steps)[-1]
    return x, loss(x)
