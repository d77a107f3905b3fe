# style: tf.function with tf.range, autograph and a TensorArray, float64
# slow: yes
import tensorflow as tf


def loss(x):
    return (x - 4) * (x - 6)


@tf.function
def _run(x0, rate, steps):
    xs = tf.TensorArray(tf.float64, size=steps + 1, clear_after_read=False)
    x = x0
    xs = xs.write(0, x)
    for k in tf.range(steps):
        with tf.GradientTape() as tape:
            tape.watch(x)
            y = loss(x)
        x = x - rate * tape.gradient(y, x)
        xs = xs.write(k + 1, x)
    return x, loss(x), xs.stack()


def _call(x0, learning_rate, steps):
    return _run(tf.constant(x0, tf.float64), tf.constant(learning_rate, tf.float64), tf.constant(steps))


def minimise(x0, learning_rate, steps):
    return _call(x0, learning_rate, steps)[:2]


def trace(x0, learning_rate, steps):
    return _call(x0, learning_rate, steps)[2]
