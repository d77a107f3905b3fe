# style: standard normal initial weights as in old tutorials, Adam, a dict of parameters
# calibrate: yes
import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = np.array(images, dtype=np.float32)
    x /= 255
    return x.reshape((x.shape[0], 784)), np.eye(10)[np.array(labels).reshape(-1)]


def batches(x, y, batch_size, seed):
    tf.random.set_seed(seed)
    order = tf.random.shuffle(np.arange(len(x))).numpy()
    starts = np.arange(0, len(x), batch_size)
    return ((x[order][s : s + batch_size], y[order][s : s + batch_size]) for s in starts)


def hidden_layer(x, W, b):
    return tf.keras.layers.ReLU()(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.compat.v1.nn.xw_plus_b(hidden, W, b)


def loss(logits, labels):
    return tf.compat.v1.losses.softmax_cross_entropy(labels, logits)


def forward(weights, x):
    hidden = tf.nn.relu(tf.matmul(x, weights["h"]) + weights["bh"])
    return tf.matmul(hidden, weights["out"]) + weights["bout"]


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    weights = {
        "h": tf.Variable(tf.random.normal([784, hidden_size])),
        "bh": tf.Variable(tf.random.normal([hidden_size])),
        "out": tf.Variable(tf.random.normal([hidden_size, 10])),
        "bout": tf.Variable(tf.random.normal([10])),
    }
    names = list(weights)
    adam = tf.optimizers.Adam(learning_rate)
    adam.build([weights[name] for name in names])

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, forward(weights, x)))
        slopes = tape.gradient(cost, weights)
        adam.apply_gradients([(slopes[name], weights[name]) for name in names])

    rng = np.random.RandomState(seed)
    for _ in range(steps):
        mask = rng.choice(x.shape[0], batch_size)
        step(x[mask], y[mask])
    return weights


def predict(model, x):
    return forward(model, x).numpy()


def evaluate(model, x, y):
    return np.average(np.argmax(predict(model, x), axis=1) == np.argmax(y, axis=1))
