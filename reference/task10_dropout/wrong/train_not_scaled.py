# mistake: not-scaled
# loses: train.scale
# calibrate: train.scale
import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    x = tf.convert_to_tensor(x)
    if not training or rate == 0:
        return tf.identity(x)
    keep = tf.random.stateless_uniform(tf.shape(x), seed=[seed, 0]) >= rate
    return tf.where(keep, x / (1.0 - rate), tf.zeros_like(x))


def forward(weights, x, rate=0.0, training=False, seed=0):
    W1, b1, W2, b2 = weights
    hidden = tf.nn.relu(x @ W1 + b1)
    if training and rate:
        keep = tf.random.stateless_uniform(tf.shape(hidden), seed=[seed, 0]) >= rate
        hidden = tf.where(keep, hidden, tf.zeros_like(hidden))
    return hidden @ W2 + b2


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    n, features = x.shape

    def layer(fan_in, fan_out):
        return tf.Variable(rng.normal(0, np.sqrt(2 / fan_in), (fan_in, fan_out)).astype("float32"))

    weights = [
        layer(features, hidden_size),
        tf.Variable(tf.zeros(hidden_size)),
        layer(hidden_size, 10),
        tf.Variable(tf.zeros(10)),
    ]
    optimizer = tf.keras.optimizers.Adam(learning_rate)

    @tf.function
    def step(rows, labels, mask_seed):
        with tf.GradientTape() as tape:
            logits = forward(weights, rows, rate, True, mask_seed)
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))

    order = []
    for _ in range(steps):
        if len(order) < batch_size:
            order = list(rng.permutation(n))
        rows, order = order[:batch_size], order[batch_size:]
        step(tf.constant(x[rows]), tf.constant(y[rows]), tf.constant(int(rng.integers(2**31)), tf.int32))
    return weights


def predict(model, x):
    return forward(model, tf.convert_to_tensor(x))
