# style: subclassed Keras model, trained by Adam in a loop of its own
# calibrate: train.other_data
import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.tanh(x @ W + b)


def output_layer(hidden, W, b):
    return hidden @ W + b


def loss(logits, labels):
    return tf.reduce_mean(tf.keras.losses.binary_crossentropy(labels, logits, from_logits=True))


class Flower(tf.keras.Model):
    def __init__(self, units):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(units, "tanh")
        self.out = tf.keras.layers.Dense(1)

    def call(self, x):
        return self.out(self.hidden(x))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    tf.random.set_seed(seed)
    model = Flower(hidden_size)
    model(X[:1])
    optimizer = tf.keras.optimizers.Adam(learning_rate)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            cost = loss(model(x, training=True), y)
        gradients = tape.gradient(cost, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    x, y = tf.convert_to_tensor(X), tf.convert_to_tensor(Y)
    for _ in range(steps):
        step(x, y)
    return model


def predict(model, X):
    return tf.math.sigmoid(model(X, training=False)).numpy()


def accuracy(probabilities, labels):
    return tf.reduce_mean(tf.keras.metrics.binary_accuracy(labels, probabilities))
