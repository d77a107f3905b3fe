# style: tf.while_loop, Horner form, NumPy scalars out
# slow: yes
import numpy as np
import tensorflow as tf


def loss(x):
    return (x - 10) * x + 24


def minimise(x0, learning_rate, steps):
    def body(k, x):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = loss(x)
        return k + 1, x - tf.cast(learning_rate, x.dtype) * tape.gradient(y, x)

    _, x = tf.while_loop(lambda k, x: k < steps, body, (tf.constant(0), tf.constant(x0, tf.float32)))
    return np.float32(x), np.float32(loss(x))


def trace(x0, learning_rate, steps):
    return np.array([minimise(x0, learning_rate, k)[0] for k in range(steps + 1)])
