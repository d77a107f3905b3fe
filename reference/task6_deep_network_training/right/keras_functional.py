# style: Keras functional model of logits, train_on_batch
# calibrate: yes
import keras
import numpy as np
import tensorflow as tf


def hidden_layer(x, W, b):
    return keras.ops.tanh(keras.ops.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return keras.ops.matmul(hidden, W) + b


def loss(logits, labels):
    return keras.ops.mean(keras.losses.binary_crossentropy(labels, logits, from_logits=True))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input(shape=(X.shape[1],))
    hidden = keras.layers.Dense(hidden_size, activation="tanh")(inputs)
    logits = keras.layers.Dense(1)(hidden)
    model = keras.Model(inputs, logits)
    model.compile(
        keras.optimizers.SGD(learning_rate), loss=keras.losses.BinaryCrossentropy(from_logits=True), jit_compile=False
    )
    for _ in range(steps):
        model.train_on_batch(X, Y)
    return model


def predict(model, X):
    return tf.nn.sigmoid(model(X))


def accuracy(probabilities, labels):
    return float(np.mean(np.round(probabilities) == labels))
