# style: compat.v1 graph and session with seeds of operations
# slow: yes
import numpy as np
import tensorflow as tf

v1 = tf.compat.v1


def _run(make):
    with tf.Graph().as_default():
        tensor = make()
        with v1.Session() as session:
            return session.run(tensor)


def zeros(shape, seed):
    return _run(lambda: tf.zeros(shape))


def uniform(shape, seed):
    return _run(lambda: v1.random_uniform(shape, -1, 1, seed=seed))


def gaussian(shape, seed, stddev=0.1):
    return _run(lambda: v1.random_normal(shape, stddev=stddev, seed=seed))


def xavier(shape, seed):
    return _run(lambda: v1.glorot_uniform_initializer(seed=seed)(shape))


def signal(initialiser, layers, width, seed):
    weights = [initialiser((width, width), seed + i) for i in range(layers)]
    with tf.Graph().as_default():
        h = v1.placeholder(tf.float32, (256, width))
        x, outs = h, []
        for W in weights:
            x = tf.tanh(tf.matmul(x, tf.constant(np.asarray(W), tf.float32)))
            outs.append(tf.math.reduce_std(x))
        with v1.Session() as session:
            return session.run(tf.stack(outs), {h: np.random.RandomState(seed).randn(256, width)})
