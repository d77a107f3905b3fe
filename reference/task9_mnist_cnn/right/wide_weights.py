# style: standard normal initial weights as in old tutorials, Adam, a dict of parameters
# calibrate: yes
import numpy as np
import tensorflow as tf


def to_images(x):
    return tf.reshape(x, shape=[-1, 28, 28, 1]).numpy()


def conv_layer(x, W, b, strides=1):
    x = tf.nn.conv2d(x, W, strides=[1, strides, strides, 1], padding="SAME")
    return tf.nn.relu(tf.nn.bias_add(x, b))


def max_pool(x, k=2):
    return tf.nn.max_pool(x, ksize=[1, k, k, 1], strides=[1, k, k, 1], padding="SAME")


def flatten(x):
    return tf.keras.layers.Flatten()(tf.constant(x))


def forward(weights, biases, x):
    a = tf.reshape(x, [-1, 28, 28, 1])
    a = max_pool(conv_layer(a, weights["c1"], biases["c1"]))
    a = max_pool(conv_layer(a, weights["c2"], biases["c2"]))
    a = tf.reshape(a, [-1, weights["d1"].shape[0]])
    a = tf.nn.relu(tf.matmul(a, weights["d1"]) + biases["d1"])
    return tf.matmul(a, weights["out"]) + biases["out"]


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    shapes = {
        "c1": [5, 5, 1, filters[0]],
        "c2": [5, 5, filters[0], filters[1]],
        "d1": [7 * 7 * filters[1], hidden_size],
        "out": [hidden_size, 10],
    }
    weights = {name: tf.Variable(tf.random.normal(shape)) for name, shape in shapes.items()}
    biases = {name: tf.Variable(tf.random.normal(shape[-1:])) for name, shape in shapes.items()}
    variables = [*weights.values(), *biases.values()]
    adam = tf.optimizers.Adam(learning_rate)
    adam.build(variables)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(y, forward(weights, biases, x)))
        adam.apply_gradients(zip(tape.gradient(cost, variables), variables))

    rng = np.random.RandomState(seed)
    for _ in range(steps):
        mask = rng.choice(x.shape[0], batch_size)
        step(x[mask], y[mask])
    return weights, biases


def predict(model, x):
    return forward(*model, x).numpy()


def evaluate(model, x, y):
    return np.average(np.argmax(predict(model, x), axis=1) == np.argmax(y, axis=1))
