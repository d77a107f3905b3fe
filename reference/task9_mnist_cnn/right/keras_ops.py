# style: keras.ops and keras.Variable throughout, own Adam written out, a named tuple of layers
from collections import namedtuple

import keras
import numpy as np
import tensorflow as tf
from keras import ops

Layer = namedtuple("Layer", "weights bias")


def to_images(x):
    return ops.reshape(x, (-1, 28, 28, 1))


def conv_layer(x, W, b):
    return ops.relu(ops.conv(x, W, strides=1, padding="same") + b)


def max_pool(x):
    return ops.max_pool(x, pool_size=2, strides=2, padding="same")


def flatten(x):
    return ops.reshape(x, (ops.shape(x)[0], -1))


def dense(x, layer):
    return ops.matmul(x, layer.weights) + layer.bias


def forward(net, x):
    first, second, third, last = net
    image = max_pool(conv_layer(to_images(x), first.weights, first.bias))
    image = max_pool(conv_layer(image, second.weights, second.bias))
    return dense(ops.relu(dense(flatten(image), third)), last)


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    dice = keras.random.SeedGenerator(seed)
    start = keras.initializers.HeNormal(dice)

    def layer(*shape):
        return Layer(keras.Variable(start(shape)), keras.Variable(ops.zeros(shape[-1])))

    f1, f2 = filters
    net = (layer(5, 5, 1, f1), layer(5, 5, f1, f2), layer(49 * f2, hidden_size), layer(hidden_size, 10))
    variables = [value.value for part in net for value in part]
    means = [np.zeros(v.shape, np.float32) for v in variables]
    squares = [np.zeros(v.shape, np.float32) for v in variables]

    @tf.function
    def gradients(xb, yb):
        with tf.GradientTape() as tape:
            cost = ops.mean(ops.categorical_crossentropy(yb, forward(net, xb), from_logits=True))
        return tape.gradient(cost, variables)

    rng = np.random.default_rng(seed)
    for t in range(1, steps + 1):
        rows = rng.integers(0, len(x), batch_size)
        for i, g in enumerate(gradients(tf.constant(x[rows]), tf.constant(y[rows]))):
            g = g.numpy()
            means[i] = 0.9 * means[i] + 0.1 * g
            squares[i] = 0.999 * squares[i] + 0.001 * g**2
            step = learning_rate * (means[i] / (1 - 0.9**t)) / (np.sqrt(squares[i] / (1 - 0.999**t)) + 1e-7)
            variables[i].assign_sub(step)
    return net


def predict(model, x):
    return ops.softmax(forward(model, ops.convert_to_tensor(x)))


def evaluate(model, x, y):
    right = ops.equal(ops.argmax(predict(model, x), -1), ops.argmax(y, -1))
    return float(ops.mean(ops.cast(right, "float32")))
