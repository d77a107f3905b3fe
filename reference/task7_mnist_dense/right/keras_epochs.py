# style: Keras functional API, model.fit for one epoch on just the rows that the steps need, logits
import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = tf.keras.layers.Flatten()(tf.cast(images, tf.float32) / 255.0)
    return x, tf.keras.utils.to_categorical(labels, 10)


class Pairs:
    """Iterable over one epoch."""

    def __init__(self, x, y, size, seed):
        self.x, self.y, self.size, self.seed = x, y, size, seed

    def __iter__(self):
        order = np.random.default_rng(self.seed).permutation(len(self.x))
        pieces = np.split(order, range(self.size, len(order), self.size))
        return iter([[self.x[piece], self.y[piece]] for piece in pieces])


def batches(x, y, batch_size, seed):
    return Pairs(x, y, batch_size, seed)


def hidden_layer(x, W, b):
    layer = tf.keras.layers.Dense(W.shape[1], activation="relu")
    layer.build((None, W.shape[0]))
    layer.set_weights([W, b])
    return layer(x)


def output_layer(hidden, W, b):
    layer = tf.keras.layers.Dense(10)
    layer.build(hidden.shape)
    layer.set_weights([W, b])
    return layer(hidden)


def loss(logits, labels):
    return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, logits, from_logits=True))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    tf.keras.utils.set_random_seed(seed)
    inputs = tf.keras.Input((784,))
    hidden = tf.keras.layers.Dense(hidden_size, "relu")(inputs)
    model = tf.keras.Model(inputs, tf.keras.layers.Dense(10)(hidden))
    model.compile(
        tf.keras.optimizers.Adam(learning_rate), tf.keras.losses.CategoricalCrossentropy(from_logits=True)
    )
    if steps:
        rows = np.resize(np.random.default_rng(seed).permutation(len(x)), steps * batch_size)
        model.fit(x[rows], y[rows], batch_size=batch_size, epochs=1, verbose=0)
    return model


def predict(model, x):
    return model(x)


def evaluate(model, x, y):
    return tf.reduce_mean(tf.keras.metrics.categorical_accuracy(y, model(x)))
