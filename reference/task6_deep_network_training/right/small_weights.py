# style: float64, small weights, the whole training in one tf.function
# calibrate: train.other_data
import numpy as np
import tensorflow as tf


def hidden_layer(x, W, b):
    x, W, b = (np.asarray(part, dtype=np.float64) for part in (x, W, b))
    return tf.math.tanh(tf.linalg.matmul(x, W) + b)


def output_layer(hidden, W, b):
    hidden, W, b = (np.asarray(part, dtype=np.float64) for part in (hidden, W, b))
    return tf.linalg.matmul(hidden, W) + b


def loss(logits, labels):
    z, y = tf.cast(logits, tf.float64), tf.cast(labels, tf.float64)
    return tf.reduce_mean(tf.nn.relu(z) - z * y + tf.math.log1p(tf.exp(-tf.abs(z))))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    rng = np.random.default_rng(seed)
    X, Y = tf.constant(X, tf.float64), tf.constant(Y, tf.float64)
    W1 = tf.Variable(rng.normal(0, 0.05, (X.shape[1], hidden_size)))
    b1 = tf.Variable(np.zeros((1, hidden_size)))
    W2 = tf.Variable(rng.normal(0, 0.05, (hidden_size, 1)))
    b2 = tf.Variable(np.zeros((1, 1)))

    @tf.function
    def run(count):
        for _ in tf.range(count):
            with tf.GradientTape() as tape:
                cost = loss(tf.matmul(tf.tanh(tf.matmul(X, W1) + b1), W2) + b2, Y)
            d = tape.gradient(cost, [W1, b1, W2, b2])
            W1.assign_sub(learning_rate * d[0])
            b1.assign_sub(learning_rate * d[1])
            W2.assign_sub(learning_rate * d[2])
            b2.assign_sub(learning_rate * d[3])

    run(tf.constant(steps))
    return W1, b1, W2, b2


def predict(model, X):
    return 1 / (1 + tf.exp(-output_layer(hidden_layer(X, model[0], model[1]), model[2], model[3])))


def accuracy(probabilities, labels):
    hits = [int((p > 0.5) == (y == 1)) for [p], [y] in zip(probabilities.tolist(), labels.tolist())]
    return sum(hits) / len(hits)
