# style: plain gradient descent instead of Adam, weights from a narrow normal, a dataclass as the model
# calibrate: yes
from dataclasses import dataclass

import numpy as np
import tensorflow as tf


@dataclass
class Model:
    W1: tf.Variable
    b1: tf.Variable
    W2: tf.Variable
    b2: tf.Variable

    def logits(self, x):
        return output_layer(hidden_layer(x, self.W1, self.b1), self.W2, self.b2)

    @property
    def variables(self):
        return [self.W1, self.b1, self.W2, self.b2]


def prepare(images, labels):
    y = np.zeros((labels.size, 10))
    y[np.arange(labels.size), labels] = 1
    return np.divide(images, 255.0).reshape(-1, 784), y


def batches(x, y, batch_size, seed):
    both = np.concatenate([x, y], axis=1)
    np.random.default_rng(seed).shuffle(both)
    for part in [both[i : i + batch_size] for i in range(0, len(both), batch_size)]:
        yield part[:, :784], part[:, 784:]


def hidden_layer(x, W, b):
    return tf.nn.relu(tf.add(tf.matmul(x, W), b))


def output_layer(hidden, W, b):
    return tf.add(tf.matmul(hidden, W), b)


def loss(logits, labels):
    return tf.math.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, logits), name="loss")


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    model = Model(
        tf.Variable(rng.normal(0, 0.1, (784, hidden_size)).astype("float32")),
        tf.Variable(np.zeros(hidden_size, "float32")),
        tf.Variable(rng.normal(0, 0.1, (hidden_size, 10)).astype("float32")),
        tf.Variable(np.zeros(10, "float32")),
    )

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = loss(model.logits(x), y)
        for variable, slope in zip(model.variables, tape.gradient(value, model.variables)):
            variable.assign_sub(learning_rate * slope)

    for _ in range(steps):
        rows = rng.permutation(len(x))[:batch_size]
        step(tf.constant(x[rows]), tf.constant(y[rows]))
    return model


def predict(model, x):
    return tf.nn.softmax(model.logits(x)).numpy().astype("float64")


def evaluate(model, x, y):
    hits = predict(model, x).argmax(-1) == y.argmax(-1)
    return hits.sum() / hits.size
