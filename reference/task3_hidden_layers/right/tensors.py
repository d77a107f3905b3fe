# style: TensorFlow's eager operations, tensors and variables out
import tensorflow as tf


def initialise(n_features, hidden_size):
    W1 = tf.Variable(tf.random.normal((hidden_size, n_features), stddev=0.1))
    b1 = tf.Variable(tf.zeros((1, hidden_size)))
    W2 = tf.Variable(tf.random.normal((1, hidden_size), stddev=0.1))
    b2 = tf.Variable(tf.zeros((1, 1)))
    return W1, b1, W2, b2


def hidden_layer(inputs, W, b):
    return tf.tanh(tf.matmul(inputs, W, transpose_b=True) + b)


def output_layer(inputs, W, b):
    return tf.sigmoid(tf.matmul(inputs, W, transpose_b=True) + b)


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
