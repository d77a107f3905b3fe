# mistake: steps-ignored
# loses: train.other_data train.no_steps train.no_learning_rate train.hidden_size train.first_step
import numpy as np
import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.tanh(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    return tf.constant(X), tf.constant(Y)


def predict(model, X):
    """The mean label of the three nearest points: no network at all."""
    known, labels = model[0].numpy(), model[1].numpy()
    near = np.argsort(((X[:, None] - known) ** 2).sum(axis=2), axis=1)[:, :3]
    return labels[near].mean(axis=1)


def accuracy(probabilities, labels):
    right = tf.equal(tf.cast(probabilities > 0.5, tf.float32), tf.cast(labels, tf.float32))
    return tf.reduce_mean(tf.cast(right, tf.float32))
