# style: compat.v1 placeholders, one session for a call
# slow: yes
import numpy as np
import tensorflow as tf

v1 = tf.compat.v1


def initialise(n_features, hidden_size):
    limit = np.sqrt(6 / (n_features + hidden_size))
    W1 = np.random.uniform(-limit, limit, (hidden_size, n_features)).astype("float32")
    W2 = np.random.uniform(-0.1, 0.1, (1, hidden_size)).astype("float32")
    return [W1, np.zeros((1, hidden_size), "float32"), W2, np.zeros((1, 1), "float32")]


def _layer(inputs, W, b, activation):
    graph = tf.Graph()
    with graph.as_default():
        x = v1.placeholder(tf.float32, [None, W.shape[1]])
        w = v1.placeholder(tf.float32, W.shape)
        bias = v1.placeholder(tf.float32, b.shape)
        y = activation(tf.matmul(x, tf.transpose(w)) + bias)
    with v1.Session(graph=graph) as session:
        return session.run(y, {x: inputs, w: W, bias: b})


def hidden_layer(inputs, W, b):
    return _layer(inputs, W, b, tf.nn.tanh)


def output_layer(inputs, W, b):
    return _layer(inputs, W, b, tf.nn.sigmoid)


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
