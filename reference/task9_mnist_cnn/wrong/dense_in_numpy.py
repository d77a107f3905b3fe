# mistake: package-not-used
# loses: train.uses_tensorflow train.filters train.filter_count train.kernels
"""TensorFlow for the small functions; what is trained is the dense network of an earlier exercise, in NumPy."""

import numpy as np
import tensorflow as tf


def to_images(x):
    return tf.reshape(x, (-1, 28, 28, 1))


def conv_layer(x, W, b):
    return tf.nn.relu(tf.nn.conv2d(x, W, strides=1, padding="SAME") + b)


def max_pool(x):
    return tf.nn.max_pool2d(x, ksize=2, strides=2, padding="SAME")


def flatten(x):
    return tf.reshape(x, (x.shape[0], -1))


def scores(model, x):
    W1, b1, W2, b2 = model
    hidden = np.maximum(x @ W1 + b1, 0)
    return hidden, hidden @ W2 + b2


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    model = [
        rng.normal(0, 0.05, (784, hidden_size)),
        np.zeros(hidden_size),
        rng.normal(0, 0.1, (hidden_size, 10)),
        np.zeros(10),
    ]
    mean, square = [0 * w for w in model], [0 * w for w in model]
    for t in range(1, steps + 1):
        rows = rng.choice(len(x), batch_size, replace=False)
        hidden, z = scores(model, x[rows])
        p = np.exp(z - z.max(axis=1, keepdims=True))
        error = (p / p.sum(axis=1, keepdims=True) - y[rows]) / batch_size
        slope = error @ model[2].T * (hidden > 0)
        gradients = [x[rows].T @ slope, slope.sum(axis=0), hidden.T @ error, error.sum(axis=0)]
        for i, gradient in enumerate(gradients):
            mean[i] = 0.9 * mean[i] + 0.1 * gradient
            square[i] = 0.999 * square[i] + 0.001 * gradient**2
            model[i] = model[i] - learning_rate * mean[i] / (1 - 0.9**t) / (np.sqrt(square[i] / (1 - 0.999**t)) + 1e-8)
    return model


def predict(model, x):
    return scores(model, x)[1]


def evaluate(model, x, y):
    return np.mean(predict(model, x).argmax(axis=1) == y.argmax(axis=1))
