# style: Keras train_on_batch, one call a step; pandas one-hot; iterator of zip
import numpy as np
import pandas as pd
import keras
from keras import layers, ops


def prepare(images, labels):
    frame = pd.DataFrame(np.asarray(images, dtype="float64").reshape(len(images), -1)) / 255
    y = pd.get_dummies(pd.Categorical(labels, categories=range(10)))
    return frame, y


def batches(x, y, batch_size, seed):
    order = np.random.RandomState(seed).permutation(len(x))
    cuts = list(range(batch_size, len(x), batch_size))
    return zip(np.split(x[order], cuts), np.split(y[order], cuts))


def hidden_layer(x, W, b):
    return ops.relu(ops.add(ops.matmul(x, W), b))


def output_layer(hidden, W, b):
    return ops.add(ops.matmul(hidden, W), b)


def loss(logits, labels):
    return ops.mean(ops.categorical_crossentropy(labels, logits, from_logits=True))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([layers.Dense(hidden_size, activation="relu"), layers.Dense(10, activation="softmax")])
    model.build((None, 784))
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="categorical_crossentropy")
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        rows = rng.integers(0, len(x), batch_size)
        model.train_on_batch(x[rows], y[rows])
    return model


def predict(model, x):
    return model.predict_on_batch(x)


def evaluate(model, x, y):
    guesses = model.predict_on_batch(x).argmax(axis=1)
    return sum(int(guess == truth) for guess, truth in zip(guesses, y.argmax(axis=1))) / len(x)
