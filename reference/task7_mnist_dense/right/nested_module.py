# style: tf.Module with named submodules, tf.data from a generator in train, a learning-rate schedule, sigmoid-free logits
from dataclasses import dataclass, field

import numpy as np
import tensorflow as tf


class Layer(tf.Module):
    def __init__(self, n_in, n_out, seed, name=None):
        super().__init__(name=name)
        limit = tf.sqrt(6.0 / (n_in + n_out))
        self.W = tf.Variable(tf.random.stateless_uniform((n_in, n_out), (seed, n_out), -limit, limit), name="W")
        self.b = tf.Variable(tf.zeros(n_out), name="b")

    @tf.Module.with_name_scope
    def __call__(self, x):
        return tf.matmul(x, self.W) + self.b


class Net(tf.Module):
    def __init__(self, n_in, hidden_size, seed):
        super().__init__()
        self.hidden = Layer(n_in, hidden_size, seed, "hidden")
        self.output = Layer(hidden_size, 10, seed, "output")

    @tf.function(input_signature=[tf.TensorSpec((None, 784), tf.float32)])
    def __call__(self, x):
        return self.output(tf.nn.relu(self.hidden(x)))


@dataclass
class Run:
    net: Net
    losses: list = field(default_factory=list)


def prepare(images, labels):
    images, labels = np.asarray(images), np.asarray(labels)
    x = images.reshape(-1, 784).astype("float32")
    x /= 255.0
    return [x, np.identity(10)[labels]]


def batches(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    splits = np.split(order, np.arange(batch_size, len(x), batch_size))
    return map(lambda rows: (x[rows], y[rows]), splits)


def hidden_layer(x, W, b):
    return tf.nn.relu(tf.linalg.matmul(x, W) + b[tf.newaxis, :])


def output_layer(hidden, W, b):
    return tf.linalg.matmul(hidden, W) + b[tf.newaxis, :]


def loss(logits, labels):
    losses = tf.nn.softmax_cross_entropy_with_logits(labels=tf.stop_gradient(labels), logits=logits)
    return tf.math.divide(tf.reduce_sum(losses), tf.cast(tf.size(losses), losses.dtype))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    run = Run(Net(x.shape[1], hidden_size, seed))
    rate = tf.keras.optimizers.schedules.CosineDecay(learning_rate, decay_steps=max(2 * steps, 1))
    adam = tf.keras.optimizers.Adam(rate)

    def endless():
        epoch = seed
        while True:
            yield from batches(x, y, batch_size, epoch)
            epoch += 1

    spec = (tf.TensorSpec((None, 784), tf.float32), tf.TensorSpec((None, 10), tf.float32))
    for x_batch, y_batch in tf.data.Dataset.from_generator(endless, output_signature=spec).take(steps).prefetch(1):
        with tf.GradientTape() as tape:
            value = loss(run.net(x_batch), y_batch)
        variables = run.net.trainable_variables
        adam.apply_gradients(zip(tape.gradient(value, variables), variables))
        run.losses.append(float(value))
    return run


def predict(model, x):
    return model.net(tf.cast(x, tf.float32))


def evaluate(model, x, y):
    return tf.math.in_top_k(tf.argmax(y, 1), predict(model, x), 1).numpy().mean()
