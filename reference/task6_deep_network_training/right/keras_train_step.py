# style: Keras model with a train_step of its own, fit, float64 layers, keyword arguments with defaults
import numpy as np
import tensorflow as tf


def hidden_layer(x, W, b):
    x, W, b = (tf.cast(value, tf.float64) for value in (x, W, b))
    return tf.math.tanh(tf.linalg.matmul(x, W) + b)


def output_layer(hidden, W, b):
    hidden, W, b = (tf.cast(value, tf.float64) for value in (hidden, W, b))
    return tf.linalg.matmul(hidden, W) + b


def loss(logits, labels):
    losses = tf.keras.losses.BinaryCrossentropy(from_logits=True)
    return losses(labels, logits)


class Flower(tf.keras.Model):
    def __init__(self, hidden_size, seed=0):
        super().__init__()
        first = tf.keras.initializers.HeNormal(seed=seed)
        second = tf.keras.initializers.HeNormal(seed=seed + 1)
        self.hidden = tf.keras.layers.Dense(hidden_size, activation="tanh", kernel_initializer=first)
        self.logit = tf.keras.layers.Dense(1, kernel_initializer=second)

    def call(self, inputs, training=False):
        return self.logit(self.hidden(inputs))

    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.keras.losses.binary_crossentropy(y, self(x, training=True), from_logits=True))
        gradients = tape.gradient(value, self.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.trainable_variables))
        return {"loss": value}


def train(X, Y, hidden_size=8, learning_rate=0.1, steps=1000, seed=0):
    model = Flower(hidden_size, seed)
    model(X[:1])
    model.compile(optimizer=tf.keras.optimizers.SGD(learning_rate=learning_rate))
    model.fit(X, Y, batch_size=len(X), epochs=steps, verbose=0, shuffle=False)
    return model


def predict(model, X):
    return tf.nn.sigmoid(model.predict(X, verbose=0))


def accuracy(probabilities, labels):
    metric = tf.keras.metrics.BinaryAccuracy(threshold=0.5)
    metric.update_state(np.asarray(labels), np.asarray(probabilities))
    return metric.result()
