# style: stateless random inside tf.function
# slow: yes
import tensorflow as tf


@tf.function
def _uniform(shape, seed, low, high):
    return tf.random.stateless_uniform(shape, [seed, 1], low, high)


def zeros(shape, seed):
    return tf.zeros(shape).numpy()


def uniform(shape, seed):
    return _uniform(tf.constant(shape), tf.constant(seed), -1.0, 1.0).numpy()


def gaussian(shape, seed, stddev=0.1):
    return tf.random.stateless_normal(shape, [seed, 2], 0.0, stddev).numpy()


def xavier(shape, seed):
    limit = tf.math.sqrt(6.0 / (shape[0] + shape[1]))
    return _uniform(tf.constant(shape), tf.constant(seed), -limit, limit).numpy()


def signal(initialiser, layers, width, seed):
    x = tf.random.stateless_normal((256, width), [seed, 3])
    out = []
    for k in range(layers):
        x = tf.tanh(
            tf.tensordot(x, tf.convert_to_tensor(initialiser((width, width), (seed + 7919 * k) % 2**31), tf.float32), 1)
        )
        out.append(tf.math.reduce_std(x).numpy())
    return tuple(out)
