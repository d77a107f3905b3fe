# style: tf.function around one step, tf.TensorArray for the trace
import tensorflow as tf


@tf.function
def loss(x):
    x = tf.convert_to_tensor(x, tf.float32)
    return x**2 - 10.0 * x + 24.0


@tf.function
def walk(x0, learning_rate, steps):
    visited = tf.TensorArray(tf.float32, size=steps + 1, clear_after_read=False)
    visited = visited.write(0, x0)
    x = x0
    for step in tf.range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = x**2 - 10.0 * x + 24.0
        x = x - learning_rate * tape.gradient(y, x)
        visited = visited.write(step + 1, x)
    return x, visited.stack()


def _asked(x0, learning_rate, steps):
    return walk(tf.constant(x0, tf.float32), tf.constant(learning_rate, tf.float32), tf.constant(steps))


def minimise(x0, learning_rate, steps):
    x, _ = _asked(x0, learning_rate, steps)
    return x, loss(x)


def trace(x0, learning_rate, steps):
    return _asked(x0, learning_rate, steps)[1]
