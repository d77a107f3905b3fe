# style: compat.v1 graph with placeholders, session and feed_dict
# slow: yes
import numpy as np
import tensorflow as tf


def read_data(path):
    d = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return d[:, :2], d[:, 2].reshape((len(d), 1)).astype(bool)


def _run(build, **feeds):
    with tf.Graph().as_default():
        holders = {k: tf.compat.v1.placeholder(tf.float64, np.shape(v)) for k, v in feeds.items()}
        out = build(**holders)
        with tf.compat.v1.Session() as sess:
            return sess.run(out, feed_dict={holders[k]: v for k, v in feeds.items()})


def sigmoid(z):
    return _run(lambda z: tf.sigmoid(z), z=z)


def initialise(n_features):
    W = np.zeros([1, n_features])
    b = np.zeros([1, 1])
    return [W, b]


def forward_propagation(X, W, b):
    return _run(lambda X, W, b: tf.sigmoid(tf.add(tf.matmul(X, tf.transpose(W)), b)), X=X, W=W, b=b)


def classify(probabilities):
    return np.greater(probabilities, 0.5).astype("uint8")
