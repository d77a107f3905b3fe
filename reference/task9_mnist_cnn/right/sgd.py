# style: plain gradient descent instead of Adam, a dataclass as the model
# calibrate: yes
from dataclasses import dataclass

import numpy as np
import tensorflow as tf


def to_images(x):
    n = x.shape[0]
    return tf.reshape(x, tf.stack([n, 28, 28, 1]))


def conv_layer(x, W, b):
    z = tf.nn.conv2d(input=x, filters=W, strides=1, padding="SAME", data_format="NHWC")
    return tf.nn.relu(z + b)


def max_pool(x):
    return tf.nn.max_pool(input=x, ksize=2, strides=2, padding="SAME")


def flatten(x):
    n, h, w, c = x.shape
    return tf.reshape(x, (n, h * w * c))


@dataclass
class Model:
    kernels: list
    layers: list

    def __call__(self, x):
        a = to_images(x)
        for W, b in self.kernels:
            a = max_pool(conv_layer(a, W, b))
        (W1, b1), (W2, b2) = self.layers
        return tf.matmul(tf.nn.relu(tf.matmul(flatten(a), W1) + b1), W2) + b2

    def variables(self):
        return [variable for pair in self.kernels + self.layers for variable in pair]


def pair(shape, seed):
    start = tf.keras.initializers.GlorotUniform(seed=seed)
    return tf.Variable(start(shape)), tf.Variable(np.zeros(shape[-1], np.float32))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    f1, f2 = filters
    model = Model(
        [pair((5, 5, 1, f1), seed), pair((5, 5, f1, f2), seed)],
        [pair((7 * 7 * f2, hidden_size), seed), pair((hidden_size, 10), seed)],
    )

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y, logits=model(x)))
        for variable, slope in zip(model.variables(), tape.gradient(value, model.variables())):
            variable.assign_sub(learning_rate * slope)

    rng = np.random.default_rng(seed)
    for _ in range(steps):
        rows = rng.permutation(len(x))[:batch_size]
        step(tf.constant(x[rows]), tf.constant(y[rows]))
    return model


def predict(model, x):
    return tf.nn.softmax(model(x)).numpy().astype("float64")


def evaluate(model, x, y):
    hits = predict(model, x).argmax(-1) == y.argmax(-1)
    return hits.sum() / hits.size
