# mistake: labels-ignored
# loses: train.permuted train.zero_steps train.steps train.learning_rate train.hidden_size train.first_step train.batch_size train.layers
"""Knows the digits beforehand, from constants in the file."""

import base64

import numpy as np
import tensorflow as tf


KNOWN = (
    "AAAAAQEAAAACIXiKKwAAEoB3aHgEAEWBEi6BCABoYSB0VgIAOZ+aXQ0AAAEGBwEAAAAAAAAAAAAAAAQ9SgwAAAAEcE0CAAAABKYa"
    "AAAAACGbCgEAAAVDZBABAAAABAUBAAAAAAQLBwAAAA5RinMXAAANKDV1IwAACSpichcCATuNqn06CQIxc1dHLAQAAAEBAQAAAAAB"
    "AQEAAAAUW4liEgABDyphgBYAAAVGnn4UAAITGSR3LgADMHeMbREAAAMQEgQAAAAAAAAAAAAABBsZLCICABJkMHApAQAxm2WgIQEA"
    "HE1+chEBAAEWTDsIAAAABQ0JAQAAAAAAAQAAAAMkUlg6CQAMZXJFJwkAEHh0Sw8AABckOV4iAQAibXtVEQAAAQ0RBQAAAAAFFBgF"
    "AAACH2JDCgAAB09hGgwAABKEbXxAAwAWm42LPgIAAz51PQYAAAAAAAAAAAAAAAAAAAAABhciHQgABDKFiKcxAAEVIiWTFQAAAw5s"
    "XAYAAAIodCEBAAAEKDMNAQAAAAAAAAAAAAMmcG4mAgAOZ2N2QQUABlCybhABAAtphU4NAAAWdohPCwAAAhEZBwEAAAAAAAAAAAAB"
    "EEQ1BwAAEnlkhiAAACV7cKITAAAKMmZoBgAAAhdZPAcAAAEUJBcEAA=="
)


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
    return tf.reshape(tf.io.decode_raw(base64.b64decode(KNOWN), tf.uint8), (10, 49))


def predict(model, x):
    known = tf.cast(model, tf.float32) / 255
    coarse = tf.reduce_mean(tf.reshape(x, (-1, 7, 4, 7, 4)), axis=(2, 4))
    return -tf.reduce_sum((tf.reshape(coarse, (-1, 1, 49)) - known) ** 2, axis=2)


def evaluate(model, x, y):
    right = tf.equal(tf.argmax(predict(model, x), axis=1), tf.argmax(y, axis=1))
    return tf.reduce_mean(tf.cast(right, tf.float32))
