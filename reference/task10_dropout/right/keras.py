# style: Keras Sequential with a Dropout layer, train_on_batch, softmax probabilities
# calibrate: yes
import numpy as np
import tensorflow as tf
from tensorflow import keras


def dropout(x, rate, training, seed):
    return keras.layers.Dropout(rate, seed=seed)(x, training=training)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.layers.Input((x.shape[1],)),
            keras.layers.Dense(hidden_size, activation="relu"),
            keras.layers.Dropout(rate),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="categorical_crossentropy")
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed).repeat().batch(batch_size)
    for x_batch, y_batch in batches.take(steps):
        model.train_on_batch(x_batch, y_batch)
    return model


def predict(model, x):
    return model.predict(x, verbose=0)
