# style: Keras train_on_batch, one call a step, He initialisation
import numpy as np
import tensorflow as tf

K = tf.keras


def to_images(x):
    return np.reshape(x, (len(x), 28, 28, 1))


def conv_layer(x, W, b):
    return K.activations.relu(tf.nn.conv2d(x, filters=W, strides=(1, 1), padding="SAME") + tf.reshape(b, (1, 1, 1, -1)))


def max_pool(x):
    return K.layers.MaxPool2D(2, 2, "same")(x).numpy()


def flatten(x):
    return np.reshape(x, (x.shape[0], -1))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    K.utils.set_random_seed(seed)
    model = K.Sequential([K.layers.Input((784,)), K.layers.Reshape((28, 28, 1))])
    for count in filters:
        model.add(K.layers.Conv2D(count, 5, padding="same", activation="relu", kernel_initializer="he_uniform"))
        model.add(K.layers.MaxPool2D())
    model.add(K.layers.Flatten())
    model.add(K.layers.Dense(hidden_size, "relu"))
    model.add(K.layers.Dense(10, "softmax"))
    model.compile("adam", "categorical_crossentropy")
    model.optimizer.learning_rate = learning_rate
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        rows = rng.integers(0, len(x), batch_size)
        model.train_on_batch(x[rows], y[rows])
    return model


def predict(model, x):
    return model.predict_on_batch(x)


def evaluate(model, x, y):
    guesses = predict(model, x).argmax(axis=1)
    return sum(int(guess == truth) for guess, truth in zip(guesses, y.argmax(axis=1))) / len(x)
