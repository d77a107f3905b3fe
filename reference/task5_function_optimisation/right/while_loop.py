# style: tf.while_loop, no variable at all
import tensorflow as tf


def loss(x):
    x = tf.cast(x, tf.float32)
    return tf.add(tf.subtract(tf.multiply(x, x), tf.multiply(10.0, x)), 24.0)


def gradient(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = loss(x)
    return tape.gradient(y, x)


def minimise(x0, learning_rate, steps):
    _, x = tf.while_loop(
        lambda i, x: i < steps,
        lambda i, x: (i + 1, x - learning_rate * gradient(x)),
        (tf.constant(0), tf.constant(x0, tf.float32)),
    )
    return x, loss(x)


def trace(x0, learning_rate, steps):
    start = tf.constant(x0, tf.float32)
    visited = tf.scan(lambda x, _: x - learning_rate * gradient(x), tf.zeros(steps + 1), initializer=start)
    return tf.concat([[start], visited[:-1]], axis=0)
