# style: Keras functional API with a Reshape inside, valid pooling of even sides, one epoch of fit
import numpy as np
import keras
from keras import layers, ops


def to_images(x):
    return ops.reshape(x, (-1, 28, 28, 1))


def conv_layer(x, W, b):
    return ops.relu(ops.conv(x, W, strides=1, padding="same") + b)


def max_pool(x):
    return ops.max_pool(x, 2, strides=2, padding="same")


def flatten(x):
    return ops.reshape(x, (ops.shape(x)[0], -1))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((784,))
    a = layers.Reshape((28, 28, 1))(inputs)
    for count in filters:
        a = layers.Conv2D(count, 5, padding="same", activation="relu")(a)
        a = layers.MaxPooling2D()(a)
    a = layers.Dense(hidden_size, activation="relu")(layers.Flatten()(a))
    model = keras.Model(inputs, layers.Dense(10)(a))
    model.compile(keras.optimizers.Adam(learning_rate), keras.losses.CategoricalCrossentropy(from_logits=True))
    if steps:
        rows = np.resize(np.random.default_rng(seed).permutation(len(x)), steps * batch_size)
        model.fit(x[rows], y[rows], batch_size=batch_size, epochs=1, verbose=0)
    return model


def predict(model, x):
    return model(x)


def evaluate(model, x, y):
    return ops.mean(ops.cast(ops.argmax(model(x), axis=1) == ops.argmax(y, axis=1), "float32"))
