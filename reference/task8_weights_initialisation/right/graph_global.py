# style: compat.v1 with eager execution off, symbolic tensors returned
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()


def zeros(shape, seed):
    return tf.zeros(shape)


def uniform(shape, seed):
    return tf.random.stateless_uniform(shape, (seed, 5), -1, 1)


def gaussian(shape, seed, stddev=0.1):
    return tf.random.stateless_normal(shape, (seed, 5), stddev=stddev)


def xavier(shape, seed):
    a = np.sqrt(6 / np.sum(shape))
    return tf.random.stateless_uniform(shape, (seed, 5), -a, a)


def signal(initialiser, layers, width, seed):
    x = tf.random.stateless_normal((256, width), (seed, 0))
    found = []
    for k in range(layers):
        x = tf.tanh(tf.matmul(x, tf.cast(initialiser((width, width), seed + k), tf.float32)))
        found.append(tf.math.reduce_std(x))
    return tf.stack(found)
