# style: compat.v1 graph and session inside functions
import numpy as np
import tensorflow.compat.v1 as tf


def evaluate(make, seed):
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(seed)
        return session.run(make())


def zeros(shape, seed):
    return evaluate(lambda: tf.zeros(shape), seed)


def uniform(shape, seed):
    return evaluate(lambda: tf.random_uniform(shape, -1.0, 1.0, seed=seed), seed)


def gaussian(shape, seed, stddev=0.1):
    return evaluate(lambda: tf.random_normal(shape, stddev=stddev, seed=seed), seed)


def xavier(shape, seed):
    return evaluate(lambda: tf.glorot_uniform_initializer(seed=seed)(shape), seed)


def signal(initialiser, layers, width, seed):
    weights = [np.asarray(initialiser((width, width), seed + k), dtype="float32") for k in range(layers)]
    with tf.Graph().as_default(), tf.Session() as session:
        tf.set_random_seed(seed)
        x = tf.placeholder(tf.float32, [None, width])
        outputs, y = [], x
        for W in weights:
            y = tf.tanh(tf.matmul(y, tf.constant(W)))
            outputs.append(y)
        rows = np.random.RandomState(seed).normal(size=(256, width))
        return [np.std(value) for value in session.run(outputs, feed_dict={x: rows})]
