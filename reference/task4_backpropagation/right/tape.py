# style: TensorFlow in float64, gradients by the tape inside train
# slow: yes
import numpy as np
import tensorflow as tf


def cost(output, Y):
    output = tf.clip_by_value(tf.cast(output, tf.float64), 1e-9, 1 - 1e-9)
    Y = tf.cast(Y, tf.float64)
    return tf.reduce_mean(-Y * tf.math.log(output) - (1 - Y) * tf.math.log(1 - output))


def backward_propagation(X, Y, W2, output, hidden):
    m = tf.cast(tf.shape(X)[0], tf.float64)
    X, Y, W2, output, hidden = (tf.cast(a, tf.float64) for a in (X, Y, W2, output, hidden))
    d2 = output - Y
    d1 = tf.matmul(d2, W2) * (1 - hidden**2)
    return (
        tf.matmul(d1, X, transpose_a=True) / m,
        tf.reduce_mean(d1, axis=0, keepdims=True),
        tf.matmul(d2, hidden, transpose_a=True) / m,
        tf.reduce_mean(d2, axis=0, keepdims=True),
    )


def update(params, gradients, learning_rate):
    variables = [tf.Variable(p) for p in params]
    for v, g in zip(variables, gradients):
        v.assign_sub(learning_rate * g)
    return variables


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    g = tf.random.Generator.from_seed(seed)
    params = [
        tf.Variable(g.normal((hidden_size, X.shape[1]), stddev=0.5, dtype=tf.float64)),
        tf.Variable(tf.zeros((1, hidden_size), tf.float64)),
        tf.Variable(g.normal((1, hidden_size), stddev=0.5, dtype=tf.float64)),
        tf.Variable(tf.zeros((1, 1), tf.float64)),
    ]
    X, Y = tf.constant(X, tf.float64), tf.constant(Y, tf.float64)

    @tf.function
    def step(rate):
        with tf.GradientTape() as tape:
            h = tf.tanh(tf.matmul(X, params[0], transpose_b=True) + params[1])
            z = tf.matmul(h, params[2], transpose_b=True) + params[3]
            value = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(Y, z))
        for p, d in zip(params, tape.gradient(value, params)):
            p.assign_sub(rate * d)

    for _ in range(iterations):
        step(tf.constant(learning_rate, tf.float64))
    return params


def predict(X, W1, b1, W2, b2):
    h = np.tanh(X @ np.asarray(W1).T + np.asarray(b1))
    return np.round(1 / (1 + np.exp(-(h @ np.asarray(W2).T + np.asarray(b2)))))
