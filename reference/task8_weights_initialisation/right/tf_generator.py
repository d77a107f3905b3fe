# style: tf.random.Generator, float64
# slow: yes
import tensorflow as tf


def _g(seed):
    return tf.random.Generator.from_seed(seed)


def zeros(shape, seed):
    return tf.constant(0.0, shape=shape, dtype=tf.float64)


def uniform(shape, seed):
    return _g(seed).uniform(shape, -1, 1, dtype=tf.float64)


def gaussian(shape, seed, stddev=0.1):
    return _g(seed).normal(shape, stddev=stddev, dtype=tf.float64)


def xavier(shape, seed):
    limit = (6 / sum(shape)) ** 0.5
    return _g(seed).uniform(shape, -limit, limit, dtype=tf.float64)


def signal(initialiser, layers, width, seed):
    generator = _g(seed)
    x = generator.normal((256, width), dtype=tf.float64)
    stds = tf.TensorArray(tf.float64, size=layers)
    for k in range(layers):
        s = int(generator.uniform((), 0, 2**31 - 1, dtype=tf.int32))
        x = tf.tanh(tf.linalg.matmul(x, tf.cast(initialiser((width, width), s), tf.float64)))
        stds = stds.write(k, tf.math.reduce_std(x))
    return stds.stack()
