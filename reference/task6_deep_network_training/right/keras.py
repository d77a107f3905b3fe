# style: Keras Sequential, fit with one full batch an epoch
import tensorflow as tf
from tensorflow import keras


def hidden_layer(x, W, b):
    return keras.activations.tanh(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return keras.losses.BinaryCrossentropy(from_logits=True)(labels, logits)


def train(X, Y, hidden_size, learning_rate, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.layers.Input((X.shape[1],)),
            keras.layers.Dense(hidden_size, activation="tanh"),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss="binary_crossentropy")
    model.fit(X, Y, batch_size=len(X), epochs=steps, shuffle=False, verbose=0)
    return model


def predict(model, X):
    return model.predict(X, verbose=0)


def accuracy(probabilities, labels):
    metric = keras.metrics.BinaryAccuracy(threshold=0.5)
    metric.update_state(labels, probabilities)
    return metric.result()
