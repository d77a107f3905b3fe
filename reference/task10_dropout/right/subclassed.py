# style: subclassed keras.Model that calls its own dropout, GradientTape, float64 dropout
import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    x = np.asarray(x, dtype=np.float64)
    if not training:
        return tf.constant(x)
    generator = tf.random.Generator.from_seed(seed)
    return tf.constant(x) * tf.cast(generator.uniform(x.shape) > rate, tf.float64) * (1 / (1 - rate))


class Network(tf.keras.Model):
    def __init__(self, hidden_size, rate):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(hidden_size, activation="relu", kernel_initializer="he_normal")
        self.out = tf.keras.layers.Dense(10)
        self.rate = rate

    def call(self, x, training=False):
        h = self.hidden(x)
        if training:
            h = tf.nn.dropout(h, self.rate)
        return self.out(h)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    net = Network(hidden_size, rate)
    net(x[:1])
    optimizer = tf.keras.optimizers.SGD(learning_rate, momentum=0.5)
    rng = np.random.default_rng(seed)

    @tf.function
    def step(xb, yb):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(yb, net(xb, training=True)))
        optimizer.apply_gradients(zip(tape.gradient(loss, net.trainable_variables), net.trainable_variables))

    for _ in range(steps):
        rows = rng.integers(0, len(x), batch_size)
        step(tf.constant(x[rows]), tf.constant(y[rows]))
    return net


def predict(model, x):
    return tf.nn.softmax(model(x))
