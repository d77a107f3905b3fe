# style: tf.random.Generator, variables out
import tensorflow as tf


def zeros(shape, seed):
    return tf.Variable(tf.zeros(shape))


def uniform(shape, seed):
    return tf.Variable(tf.random.Generator.from_seed(seed).uniform(shape, -1.0, 1.0))


def gaussian(shape, seed, stddev=0.1):
    return tf.Variable(tf.random.Generator.from_seed(seed).normal(shape, stddev=stddev))


def xavier(shape, seed):
    fan_in, fan_out = shape
    limit = (6.0 / (fan_in + fan_out)) ** 0.5
    return tf.Variable(tf.random.Generator.from_seed(seed).uniform(shape, -limit, limit))


def signal(initialiser, layers, width, seed):
    generator = tf.random.Generator.from_seed(seed)
    x = generator.normal((256, width), dtype=tf.float64)
    found = []
    for layer in range(layers):
        x = tf.tanh(x @ tf.cast(tf.convert_to_tensor(initialiser((width, width), seed * 7 + layer)), tf.float64))
        found.append(tf.sqrt(tf.reduce_mean(x**2) - tf.reduce_mean(x) ** 2))
    return found
