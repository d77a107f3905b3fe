# mistake: steps-ignored
# loses: train.zero_steps train.steps train.learning_rate train.hidden_size train.first_step train.batch_size train.layers
"""Remembers the digits and looks for the most alike."""

import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = images.reshape(len(images), 784).astype(np.float32) / 255
    y = np.eye(10, dtype=np.float32)[labels]
    return x, y


def batches(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        yield x[chosen], y[chosen]


def hidden_layer(x, W, b):
    return tf.nn.relu(x @ W + b)


def output_layer(hidden, W, b):
    return hidden @ tf.convert_to_tensor(W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    return tf.constant(x), tf.constant(y)


def predict(model, x):
    """The labels of the three digits that look most alike: no network at all."""
    known, labels = model[0].numpy(), model[1].numpy()
    distance = (known**2).sum(axis=1) - 2 * x @ known.T
    near = np.argsort(distance, axis=1)[:, :3]
    return labels[near].mean(axis=1) + labels[near[:, 0]] / 10


def evaluate(model, x, y):
    right = tf.equal(tf.argmax(predict(model, x), axis=1), tf.argmax(y, axis=1))
    return tf.reduce_mean(tf.cast(right, tf.float32))
