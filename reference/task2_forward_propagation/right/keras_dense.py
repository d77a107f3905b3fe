# style: a Keras layer holds the weights
# slow: yes
import numpy as np
import tensorflow as tf


def read_data(path):
    raw = np.genfromtxt(path, delimiter=",", skip_header=1, dtype=np.float32, ndmin=2)
    return raw[:, 0:2], np.expand_dims(raw[:, 2], axis=1)


def sigmoid(z):
    return tf.keras.activations.sigmoid(tf.convert_to_tensor(z))


def initialise(n_features):
    layer = tf.keras.layers.Dense(1)
    layer.build((None, n_features))
    W, b = layer.get_weights()
    return W.T, b.reshape(1, 1)


@tf.function
def _forward(X, W, b):
    return tf.nn.sigmoid(tf.linalg.matmul(X, W, transpose_b=True) + b)


def forward_propagation(X, W, b):
    return _forward(tf.cast(X, tf.float32), tf.cast(W, tf.float32), tf.cast(b, tf.float32)).numpy()


def classify(probabilities):
    return np.array([[int(p[0] > 0.5)] for p in probabilities])
