# style: the model is a function (closure), nested lists, plain eager loop without tf.function, RMSprop
import random

import tensorflow as tf


def prepare(images, labels):
    x = [[pixel / 255 for row in image for pixel in row] for image in images.tolist()]
    y = [[1 if k == label else 0 for k in range(10)] for label in labels.tolist()]
    return x, y


def batches(x, y, batch_size, seed):
    rows = list(range(len(x)))
    random.Random(seed).shuffle(rows)
    while rows:
        taken, rows = rows[:batch_size], rows[batch_size:]
        yield [x[i] for i in taken], [y[i] for i in taken]


def hidden_layer(x, W, b):
    z = tf.tensordot(x, W, axes=1) + b
    return tf.where(z > 0, z, tf.zeros_like(z))


def output_layer(hidden, W, b):
    return (tf.tensordot(hidden, W, axes=1) + b).numpy().tolist()


def loss(logits, labels):
    z = tf.cast(logits, tf.float64)
    return float(tf.reduce_mean(tf.reduce_logsumexp(z, 1) - tf.reduce_sum(z * tf.cast(labels, tf.float64), 1)))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    W1 = tf.Variable(tf.random.normal((784, hidden_size), stddev=0.05))
    b1 = tf.Variable(tf.zeros((1, hidden_size)))
    W2 = tf.Variable(tf.random.normal((hidden_size, 10), stddev=0.05))
    b2 = tf.Variable(tf.zeros((1, 10)))
    variables = (W1, b1, W2, b2)

    def model(inputs):
        return tf.nn.relu(inputs @ W1 + b1) @ W2 + b2

    optimizer = tf.keras.optimizers.RMSprop(learning_rate / 3)
    chooser = random.Random(seed)
    for _ in range(steps):
        rows = chooser.sample(range(len(x)), batch_size)
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y[rows], model(x[rows])))
        optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return model


def predict(model, x):
    return model(x)


def evaluate(model, x, y):
    return float(tf.reduce_mean(tf.cast(tf.argmax(model(x), 1) == tf.argmax(y, 1), tf.float64)))
