# style: subclassed Keras model with a train_step of its own, fit over a generator; a class as batches
import keras
import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = tf.reshape(tf.cast(images, tf.float32), (-1, 784)) / 255.0
    return x, tf.one_hot(labels, depth=10)


class Batches:
    """Can be gone over more than once; each time the same order."""

    def __init__(self, x, y, batch_size, seed):
        self.x, self.y, self.size = x, y, batch_size
        self.order = np.random.RandomState(seed).permutation(x.shape[0])

    def __len__(self):
        return int(np.ceil(len(self.order) / self.size))

    def __getitem__(self, index):
        if index >= len(self):
            raise IndexError(index)
        rows = self.order[index * self.size : (index + 1) * self.size]
        return self.x[rows], self.y[rows]


batches = Batches


def hidden_layer(x, W, b):
    return tf.nn.relu(tf.nn.bias_add(tf.matmul(x, W), b))


def output_layer(hidden, W, b):
    return tf.nn.bias_add(tf.matmul(hidden, W), b)


def loss(logits, labels):
    return keras.losses.CategoricalCrossentropy(from_logits=True)(labels, logits)


class Net(keras.Model):
    def __init__(self, hidden_size):
        super().__init__()
        self.first = keras.layers.Dense(hidden_size, activation="relu")
        self.second = keras.layers.Dense(10)

    def call(self, x):
        return self.second(self.first(x))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            value = self.compute_loss(y=y, y_pred=self(x, training=True))
        self.optimizer.apply(tape.gradient(value, self.trainable_weights), self.trainable_weights)
        return {"loss": value}


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    net = Net(hidden_size)
    net(x[:1])
    net.compile(keras.optimizers.Adam(learning_rate), keras.losses.CategoricalCrossentropy(from_logits=True))

    def endless():
        epoch = 0
        while True:
            yield from Batches(x, y, batch_size, seed % 2**31 + epoch)
            epoch += 1

    if steps > 0:
        net.fit(endless(), steps_per_epoch=steps, epochs=1, verbose=0)
    return net


def predict(model, x):
    return model.predict(x, verbose=0)


def evaluate(model, x, y):
    metric = keras.metrics.CategoricalAccuracy()
    metric.update_state(y, predict(model, x))
    return float(metric.result())
