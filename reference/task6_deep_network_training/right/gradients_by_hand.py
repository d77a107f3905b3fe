# style: gradients worked out by hand on tensors, as in the exercise before; tf.while_loop; a frozen dataclass
from __future__ import annotations

import dataclasses

import tensorflow as tf


@dataclasses.dataclass(frozen=True)
class Params:
    W1: tf.Tensor
    b1: tf.Tensor
    W2: tf.Tensor
    b2: tf.Tensor

    def __iter__(self):
        return iter((self.W1, self.b1, self.W2, self.b2))


def hidden_layer(x, W, b):
    z = x @ tf.constant(W) + b
    return (tf.exp(z) - tf.exp(-z)) / (tf.exp(z) + tf.exp(-z))


def output_layer(hidden, W, b):
    return tf.reduce_sum(tf.expand_dims(hidden, 2) * tf.expand_dims(W, 0), axis=1) + b


def loss(logits, labels):
    labels = tf.convert_to_tensor(labels)
    return -tf.reduce_mean(labels * tf.math.log_sigmoid(logits) + (1 - labels) * tf.math.log_sigmoid(-logits))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    X, Y = tf.constant(X), tf.constant(Y)
    m = tf.cast(len(X), tf.float32)
    start = tf.random.stateless_normal((X.shape[1] + 1, hidden_size), seed=(0, seed))

    def step(W1, b1, W2, b2):
        A1 = tf.tanh(X @ W1 + b1)
        dZ2 = tf.sigmoid(A1 @ W2 + b2) - Y
        dZ1 = dZ2 @ tf.transpose(W2) * (1 - A1**2)
        return (
            W1 - learning_rate * (tf.transpose(X) @ dZ1) / m,
            b1 - learning_rate * tf.reduce_mean(dZ1, axis=0, keepdims=True),
            W2 - learning_rate * (tf.transpose(A1) @ dZ2) / m,
            b2 - learning_rate * tf.reduce_mean(dZ2, axis=0, keepdims=True),
        )

    first = (0.5 * start[:-1], tf.zeros((1, hidden_size)), 0.5 * tf.transpose(start[-1:]), tf.zeros((1, 1)))
    found = tf.while_loop(lambda *_: True, step, first, maximum_iterations=steps)
    return Params(*found)


def predict(model, X):
    W1, b1, W2, b2 = model
    return tf.sigmoid(tf.tanh(X @ W1 + b1) @ W2 + b2)


def accuracy(probabilities, labels):
    classes = tf.where(probabilities > 0.5, 1, 0)
    right = tf.reduce_sum(tf.cast(classes == tf.cast(labels, tf.int32), tf.int32))
    return right / len(labels)
