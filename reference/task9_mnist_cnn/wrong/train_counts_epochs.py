# mistake: too-many-updates
# loses: train.steps
# calibrate: train.steps
"""A step goes over all the data."""

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


def network(params, x):
    K1, c1, K2, c2, W1, b1, W2, b2 = params
    first = max_pool(conv_layer(to_images(x), K1, c1))
    second = max_pool(conv_layer(first, K2, c2))
    flat = tf.reshape(second, (-1, W1.shape[0]))
    hidden = tf.nn.relu(flat @ W1 + b1)
    return hidden @ W2 + b2


def initial_params(filters, hidden_size, seed):
    f1, f2 = filters
    shapes = [(5, 5, 1, f1), (5, 5, f1, f2), (7 * 7 * f2, hidden_size), (hidden_size, 10)]
    start = tf.keras.initializers.GlorotUniform(seed)
    params = []
    for shape in shapes:
        params += [tf.Variable(start(shape)), tf.Variable(tf.zeros(shape[-1]))]
    return params


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    steps = min(steps * -(-len(x) // batch_size), 160)  # the cap keeps this file quick
    params = initial_params(filters, hidden_size, seed)
    optimiser = tf.keras.optimizers.Adam(learning_rate)
    optimiser.build(params)

    @tf.function(reduce_retracing=True)
    def step(x_batch, y_batch):
        with tf.GradientTape() as tape:
            logits = network(params, x_batch)
            value = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=y_batch, logits=logits))
        optimiser.apply_gradients(zip(tape.gradient(value, params), params))

    rng = np.random.default_rng(seed)
    order = rng.permutation(len(x))
    for _ in range(steps):
        if len(order) < batch_size:
            order = rng.permutation(len(x))
        rows, order = order[:batch_size], order[batch_size:]
        step(x[rows], y[rows])
    return params


def predict(model, x):
    return tf.nn.softmax(network(model, x))


def evaluate(model, x, y):
    right = tf.equal(tf.argmax(predict(model, x), axis=1), tf.argmax(y, axis=1))
    return tf.reduce_mean(tf.cast(right, tf.float32))
