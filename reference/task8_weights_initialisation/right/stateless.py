# style: stateless draws in a tf.function
import tensorflow as tf


def zeros(shape, seed):
    return tf.zeros(shape, tf.float64)


def uniform(shape, seed):
    return tf.random.stateless_uniform(shape, [seed, 0], -1.0, 1.0, tf.float64)


def gaussian(shape, seed, stddev=0.1):
    return tf.random.stateless_normal(shape, seed=[seed, 1], stddev=stddev, dtype=tf.float64)


def xavier(shape, seed):
    limit = tf.sqrt(tf.constant(6.0, tf.float64) / sum(shape))
    return limit * tf.random.stateless_uniform(shape, [seed, 2], -1.0, 1.0, tf.float64)


@tf.function
def layer(x, W):
    y = tf.tanh(tf.linalg.matmul(x, W))
    return y, tf.math.reduce_std(y)


def signal(initialiser, layers, width, seed):
    x = tf.random.stateless_normal((256, width), [seed, 3], dtype=tf.float64)
    stds = []
    for number in range(layers):
        x, std = layer(x, tf.cast(initialiser((width, width), 1000 * seed + number), tf.float64))
        stds.append(std)
    return tf.convert_to_tensor(stds)
