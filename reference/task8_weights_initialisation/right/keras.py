# style: Keras initialisers
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
    deviations = []
    for k in range(layers):
        weights = tf.convert_to_tensor(initialiser((width, width), seed + 17 * k + 1), dtype=tf.float32)
        x = tf.keras.activations.tanh(tf.matmul(x, weights))
        deviations.append(float(tf.keras.ops.std(x)))
    return deviations
