# style: Keras SGD optimiser, minimise with a callable loss
import keras
import tensorflow as tf


def loss(x):
    return tf.square(x) - 10.0 * x + 24.0


def minimise(x0, learning_rate, steps):
    x = tf.Variable(x0, dtype=tf.float32)
    optimiser = keras.optimizers.SGD(learning_rate=learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x)
        optimiser.apply_gradients([(tape.gradient(y, x), x)])
    return x, loss(x)


def trace(x0, learning_rate, steps):
    x = keras.Variable(x0, dtype="float32")
    optimiser = keras.optimizers.SGD(learning_rate=learning_rate)
    visited = [keras.ops.copy(x.value)]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = loss(x.value)
        optimiser.apply([tape.gradient(y, x.value)], [x])
        visited.append(keras.ops.copy(x.value))
    return keras.ops.stack(visited)
