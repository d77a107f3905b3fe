# style: Keras Sequential, model.fit over one dataset of `steps` batches
# calibrate: yes
import numpy as np
import tensorflow as tf
from tensorflow import keras


def prepare(images, labels):
    x = images.reshape(-1, 784).astype("float32") / 255.0
    return x, keras.utils.to_categorical(labels, num_classes=10)


def batches(x, y, batch_size, seed):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    return data.shuffle(buffer_size=len(x), seed=seed).batch(batch_size)


def hidden_layer(x, W, b):
    return keras.activations.relu(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return keras.losses.CategoricalCrossentropy(from_logits=True)(labels, logits)


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.layers.Input(shape=(784,)),
            keras.layers.Dense(hidden_size, activation="relu"),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    if steps > 0:
        data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x), seed=seed).repeat().batch(batch_size)
        model.fit(data, steps_per_epoch=steps, epochs=1, verbose=0)
    return model


def predict(model, x):
    return model.predict(x, verbose=0)


def evaluate(model, x, y):
    return model.evaluate(x, y, verbose=0)[1]
