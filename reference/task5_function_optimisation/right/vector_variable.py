# style: a scalar kept as a variable of one element, squeezed on the way out
# slow: yes
import tensorflow as tf


def loss(x):
    return x**2 - tf.cast(10, getattr(x, "dtype", tf.float32)) * x + 24 if tf.is_tensor(x) else x**2 - 10 * x + 24


def _walk(x0, learning_rate, steps):
    x = tf.Variable([x0], dtype=tf.float64)
    yield tf.squeeze(x)
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = tf.reduce_sum(loss(x))
        optimizer.apply_gradients([(tape.gradient(y, x), x)])
        yield tf.squeeze(x)


def minimise(x0, learning_rate, steps):
    for x in _walk(x0, learning_rate, steps):
        last = x
    return last, loss(last)


def trace(x0, learning_rate, steps):
    return tf.convert_to_tensor([x for x in _walk(x0, learning_rate, steps)])
