# style: tf.compat.v1.gradients and assign operations, a session closed after training, answers in float64 NumPy
import numpy as np
import tensorflow as tf

v1 = tf.compat.v1


def in_session(build):
    with tf.Graph().as_default():
        tensor = build()
        with v1.Session() as session:
            return session.run(tensor)


def hidden_layer(x, W, b):
    return in_session(lambda: tf.tanh(tf.matmul(np.float64(x), np.float64(W)) + np.float64(b)))


def output_layer(hidden, W, b):
    return in_session(lambda: tf.matmul(np.float64(hidden), np.float64(W)) + np.float64(b))


def loss(logits, labels):
    logits, labels = np.float64(logits), np.float64(labels)
    return in_session(lambda: tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits)))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    rng = np.random.RandomState(seed)
    with tf.Graph().as_default(), v1.Session() as session:
        x = v1.placeholder(tf.float64, (None, X.shape[1]))
        y = v1.placeholder(tf.float64, (None, 1))
        start = [
            rng.randn(X.shape[1], hidden_size) / np.sqrt(X.shape[1]),
            np.zeros((1, hidden_size)),
            rng.randn(hidden_size, 1) / np.sqrt(hidden_size),
            np.zeros((1, 1)),
        ]
        W1, b1, W2, b2 = variables = [v1.Variable(value) for value in start]
        logits = tf.matmul(tf.tanh(tf.matmul(x, W1) + b1), W2) + b2
        cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
        step = tf.group(
            *[
                v1.assign_sub(variable, learning_rate * gradient)
                for variable, gradient in zip(variables, v1.gradients(cost, variables))
            ]
        )
        session.run(v1.global_variables_initializer())
        for _ in range(steps):
            session.run(step, {x: X, y: Y})
        return tuple(session.run(variables))


def predict(model, X):
    W1, b1, W2, b2 = model
    return 1.0 / (1.0 + np.exp(-(np.tanh(X @ W1 + b1) @ W2 + b2)))


def accuracy(probabilities, labels):
    return np.count_nonzero((probabilities > 0.5) == (labels == 1)) / labels.shape[0]
