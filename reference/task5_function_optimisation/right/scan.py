# style: tf.scan over the steps, gradient by tf.GradientTape inside
# slow: yes
import tensorflow as tf


def loss(x):
    return tf.constant(24.0, tf.float64) - 10 * tf.cast(x, tf.float64) + tf.cast(x, tf.float64) ** 2


def _gradient(x):
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = loss(x)
    return tape.gradient(y, x)


def trace(x0, learning_rate, steps):
    start = tf.cast(x0, tf.float64)
    if steps == 0:
        return tf.reshape(start, (1,))
    later = tf.scan(lambda x, _: x - learning_rate * _gradient(x), tf.range(steps), initializer=start)
    return tf.concat([[start], later], 0)


def minimise(x0, learning_rate, steps):
    xs = trace(x0, learning_rate, steps)
    return xs[-1], loss(xs[-1])
