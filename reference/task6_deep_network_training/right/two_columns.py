# style: inside, a softmax over two columns; tf.data, one epoch of one batch a step; answers as nested lists
import numpy as np
import tensorflow as tf
from tensorflow.keras import layers, models


def hidden_layer(x, W, b):
    dense = layers.Dense(W.shape[1], activation=tf.nn.tanh)
    dense.build(x.shape)
    dense.set_weights([W, b.reshape(-1)])
    return dense(x).numpy().tolist()


def output_layer(hidden, W, b):
    dense = layers.Dense(1, activation=None)
    dense.build(hidden.shape)
    dense.set_weights([W, b[0]])
    return dense(hidden).numpy().tolist()


def loss(logits, labels):
    two = tf.concat([tf.zeros_like(logits), logits], axis=1)
    classes = tf.cast(tf.squeeze(labels, axis=1), tf.int32)
    return float(tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=classes, logits=two)))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    tf.random.set_seed(seed)
    inputs = layers.Input(shape=(X.shape[1],))
    outputs = layers.Dense(2, activation="softmax")(layers.Dense(hidden_size, activation="tanh")(inputs))
    model = models.Model(inputs, outputs)
    model.compile(tf.keras.optimizers.SGD(learning_rate), "sparse_categorical_crossentropy")
    if steps:
        data = tf.data.Dataset.from_tensors((X, Y.ravel().astype(int))).repeat(steps)
        model.fit(data, epochs=1, verbose=0)
    return model


def predict(model, X):
    return model.predict(X, verbose=0)[:, 1:].tolist()


def accuracy(probabilities, labels):
    p, y = np.asarray(probabilities).flatten(), np.asarray(labels).flatten()
    return sum(int((a > 0.5) == bool(b)) for a, b in zip(p, y)) / len(y)
