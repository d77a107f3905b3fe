# mistake: halved
# loses: loss.values loss.tensors minimise.values minimise.loss trace.values
import tensorflow as tf


def loss(x):
    return (tf.square(x) - 10.0 * x + 24.0) / 2


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        gradient = tape.gradient(y, x)
        x.assign_sub(learning_rate * gradient)
    return x, loss(x)


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    visited = [x.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        x.assign_sub(learning_rate * tape.gradient(y, x))
        visited.append(x.numpy())
    return visited
