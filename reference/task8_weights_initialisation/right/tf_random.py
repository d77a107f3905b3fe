# style: tf.random.set_seed and tf.random functions, variables out
# slow: yes
import tensorflow as tf


def zeros(shape, seed):
    return tf.Variable(tf.zeros(shape))


def uniform(shape, seed):
    tf.random.set_seed(seed)
    return tf.Variable(tf.random.uniform(shape, -1.0, 1.0))


def gaussian(shape, seed, stddev=0.1):
    tf.random.set_seed(seed)
    return tf.Variable(tf.random.normal(shape, 0.0, stddev))


def xavier(shape, seed):
    tf.random.set_seed(seed)
    limit = tf.sqrt(6.0 / tf.cast(tf.reduce_sum(shape), tf.float32))
    return tf.random.uniform(shape, minval=-limit, maxval=limit)


def signal(initialiser, layers, width, seed):
    tf.random.set_seed(seed)
    x = tf.random.normal((256, width))
    values = []
    for layer in range(layers):
        W = tf.cast(initialiser([width, width], seed + layer), tf.float32)
        x = tf.nn.tanh(x @ W)
        values.append(float(tf.math.reduce_std(x)))
    return values
