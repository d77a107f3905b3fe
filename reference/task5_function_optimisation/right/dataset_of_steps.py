# style: stacks scalar tensors, tape.watch on tensors, lists for the trace
import tensorflow as tf


def loss(x):
    """(x - 5)^2 - 1 is the same parabola."""
    return tf.math.squared_difference(tf.cast(x, tf.float32), 5.0) - 1.0


def step(x, learning_rate):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = loss(x)
    return x - learning_rate * tape.gradient(y, x)


def points(x0, learning_rate):
    x = tf.constant(x0)
    while True:
        yield x
        x = step(x, learning_rate)


def minimise(x0, learning_rate, steps):
    generator = points(x0, learning_rate)
    for _ in range(steps):
        next(generator)
    x = next(generator)
    return [x, loss(x)]


def trace(x0, learning_rate, steps):
    return [x for x, _ in zip(points(x0, learning_rate), range(steps + 1))]
