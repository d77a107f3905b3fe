# style: Keras initialisers by name
# slow: yes
import tensorflow as tf
from tensorflow.keras import initializers


def zeros(shape, seed):
    return initializers.Zeros()(shape)


def uniform(shape, seed):
    return initializers.RandomUniform(minval=-1.0, maxval=1.0, seed=seed)(shape)


def gaussian(shape, seed, stddev=0.1):
    return initializers.RandomNormal(mean=0.0, stddev=stddev, seed=seed)(shape)


def xavier(shape, seed):
    return initializers.GlorotUniform(seed=seed)(shape)


def signal(initialiser, layers, width, seed):
    x = initializers.RandomNormal(stddev=1.0, seed=seed)((256, width))
    out = []
    for k in range(layers):
        x = tf.tanh(tf.matmul(x, initialiser((width, width), seed ^ (k + 1))))
        out.append(tf.math.reduce_std(x))
    return tf.stack(out)
