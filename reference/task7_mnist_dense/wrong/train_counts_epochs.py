# mistake: too-many-updates
# loses: train.steps train.batch_size
# calibrate: train.steps
"""A step goes over all the data."""

import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = images.reshape(len(images), 784).astype(np.float32) / 255
    y = np.eye(10, dtype=np.float32)[labels]
    return x, y


def batches(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for start in range(0, len(x), batch_size):
        chosen = order[start : start + batch_size]
        yield x[chosen], y[chosen]


def hidden_layer(x, W, b):
    return tf.nn.relu(x @ W + b)


def output_layer(hidden, W, b):
    return hidden @ tf.convert_to_tensor(W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def network(params, x):
    W1, b1, W2, b2 = params
    return output_layer(hidden_layer(x, W1, b1), W2, b2)


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    start = tf.keras.initializers.GlorotUniform(seed)
    params = [
        tf.Variable(start((x.shape[1], hidden_size))),
        tf.Variable(tf.zeros(hidden_size)),
        tf.Variable(start((hidden_size, 10))),
        tf.Variable(tf.zeros(10)),
    ]
    optimiser = tf.keras.optimizers.Adam(learning_rate)
    optimiser.build(params)

    @tf.function(reduce_retracing=True)
    def step(x_batch, y_batch):
        with tf.GradientTape() as tape:
            value = loss(network(params, x_batch), y_batch)
        optimiser.apply_gradients(zip(tape.gradient(value, params), params))

    done, epoch = 0, 0
    steps = min(steps * -(-len(x) // batch_size), 250)  # the cap keeps this file quick
    while done < steps:
        for x_batch, y_batch in batches(x, y, batch_size, seed + epoch):
            if done == steps:
                break
            step(x_batch, y_batch)
            done += 1
        epoch += 1
    return params


def predict(model, x):
    return tf.nn.softmax(network(model, x))


def evaluate(model, x, y):
    right = tf.equal(tf.argmax(predict(model, x), axis=1), tf.argmax(y, axis=1))
    return tf.reduce_mean(tf.cast(right, tf.float32))
