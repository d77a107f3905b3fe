# style: tf.function in float64 and einsum, lists out
# slow: yes
import tensorflow as tf


@tf.function
def _affine(x, W, b):
    return tf.einsum("nf,hf->nh", x, W) + b


def _call(x, W, b):
    return _affine(*(tf.convert_to_tensor(v, dtype=tf.float64) for v in (x, W, b)))


def initialise(n_features, hidden_size):
    W1 = tf.random.stateless_uniform((hidden_size, n_features), seed=(1, 2), minval=-0.3, maxval=0.3)
    W2 = tf.random.stateless_normal((1, hidden_size), seed=(3, 4), stddev=0.1)
    return W1.numpy().tolist(), [[0.0] * hidden_size], W2.numpy().tolist(), [[0.0]]


def hidden_layer(inputs, W, b):
    return tf.math.tanh(_call(inputs, W, b)).numpy().tolist()


def output_layer(inputs, W, b):
    return tf.math.sigmoid(_call(inputs, W, b)).numpy().tolist()


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
