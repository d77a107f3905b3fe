# style: eager tape, assign_sub, Python floats out
import tensorflow as tf


def loss(x):
    return x**2 - 10 * x + 24


def _step(x, learning_rate):
    with tf.GradientTape() as tape:
        y = loss(x)
    x.assign_sub(learning_rate * tape.gradient(y, x))


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    for _ in range(steps):
        _step(x, learning_rate)
    return float(x.numpy()), float(loss(x))


def trace(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    xs = [x.numpy()]
    for _ in range(steps):
        _step(x, learning_rate)
        xs.append(x.numpy())
    return xs
