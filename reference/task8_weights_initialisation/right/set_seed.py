# style: tf.random.set_seed and tf.random, tensors out
import tensorflow as tf


def zeros(shape, seed):
    return tf.zeros(shape)


def uniform(shape, seed):
    tf.random.set_seed(seed)
    return tf.random.uniform(shape, minval=-1, maxval=1)


def gaussian(shape, seed, stddev=0.1):
    tf.random.set_seed(seed)
    return tf.random.normal(shape, mean=0.0, stddev=stddev)


def xavier(shape, seed):
    tf.random.set_seed(seed)
    limit = tf.sqrt(6.0 / tf.cast(shape[0] + shape[1], tf.float32))
    return tf.random.uniform(shape, -limit, limit)


def signal(initialiser, layers, width, seed):
    tf.random.set_seed(seed)
    x = tf.random.normal((256, width))
    found = []
    for layer in range(layers):
        W = tf.cast(initialiser((width, width), seed + 1 + layer), tf.float32)
        x = tf.tanh(tf.matmul(x, W))
        found.append(tf.math.reduce_std(x))
    return tf.stack(found)
