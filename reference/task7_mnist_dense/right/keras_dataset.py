# style: keras.utils.PyDataset, fit with epochs counted from the steps, Flatten and Rescaling not needed; sklearn's one-hot
import math

import keras
import numpy as np
import tensorflow as tf
from sklearn.preprocessing import OneHotEncoder, minmax_scale
from sklearn.metrics import accuracy_score
from sklearn.utils import shuffle


def prepare(images, labels):
    encoder = OneHotEncoder(categories=[list(range(10))], sparse_output=False)
    flat = np.interp(images.reshape(len(images), 28 * 28), (0, 255), (0, 1))
    return flat, encoder.fit_transform(labels.reshape(-1, 1))


class Rows(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, steps):
        super().__init__()
        self.x, self.y, self.batch_size, self.steps = x, y, batch_size, steps

    def __len__(self):
        return self.steps

    def __getitem__(self, index):
        start = index * self.batch_size
        rows = np.arange(start, start + self.batch_size) % len(self.x)
        return self.x[rows], self.y[rows]


class Epoch(keras.utils.PyDataset):
    """Can be handed to fit: a length and an index, and nothing to iterate over."""

    def __init__(self, x, y, batch_size, seed):
        super().__init__()
        self.x, self.y = shuffle(x, y, random_state=seed)
        self.batch_size = batch_size

    def __len__(self):
        return math.ceil(len(self.x) / self.batch_size)

    def __getitem__(self, index):
        rows = slice(index * self.batch_size, (index + 1) * self.batch_size)
        return self.x[rows], self.y[rows]


def batches(x, y, batch_size, seed):
    return Epoch(x, y, batch_size, seed)


def hidden_layer(x, W, b):
    layer = keras.layers.Dense(W.shape[1], activation="relu")
    layer.build(x.shape)
    layer.set_weights([W, b])
    return layer(x)


def output_layer(hidden, W, b):
    layer = keras.layers.Dense(10)
    layer.build(hidden.shape)
    layer.kernel.assign(W)
    layer.bias.assign(b)
    return layer(hidden)


def loss(logits, labels):
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.nn.log_softmax(logits), axis=1))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(shape=(784,), name="pixels")
    hidden = keras.layers.Dense(hidden_size, name="hidden")(inputs)
    outputs = keras.layers.Dense(10, name="logits")(keras.layers.ReLU()(hidden))
    model = keras.Model(inputs=inputs, outputs=keras.layers.Softmax()(outputs))
    model.compile(optimizer=keras.optimizers.AdamW(learning_rate, weight_decay=1e-4), loss="categorical_crossentropy")
    if steps:
        x, y = shuffle(x, y, random_state=seed)
        model.fit(Rows(x, y, batch_size, steps), epochs=1, verbose=0, shuffle=False)
    return model


def predict(model, x):
    return model.predict(x, batch_size=64, verbose=0)


def evaluate(model, x, y):
    return accuracy_score(np.argmax(y, axis=1), np.argmax(predict(model, x), axis=1))
