# style: Keras Sequential, model.fit over one dataset of `steps` batches
# calibrate: yes
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers


def to_images(x):
    return x.reshape(-1, 28, 28, 1)


def conv_layer(x, W, b):
    layer = layers.Conv2D(W.shape[-1], W.shape[0], padding="same", activation="relu")
    layer.build(x.shape)
    layer.set_weights([W, b])
    return layer(x)


def max_pool(x):
    return layers.MaxPooling2D(pool_size=2, padding="same")(x)


def flatten(x):
    return layers.Flatten()(x)


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            layers.Input(shape=(28, 28, 1)),
            layers.Conv2D(filters[0], kernel_size=5, padding="same", activation="relu"),
            layers.MaxPooling2D(padding="same"),
            layers.Conv2D(filters[1], kernel_size=5, padding="same", activation="relu"),
            layers.MaxPooling2D(padding="same"),
            layers.Flatten(),
            layers.Dense(hidden_size, activation="relu"),
            layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(optimizer=keras.optimizers.Adam(learning_rate), loss="categorical_crossentropy", metrics=["accuracy"])
    if steps > 0:
        data = tf.data.Dataset.from_tensor_slices((to_images(x), y)).shuffle(len(x), seed=seed).repeat()
        model.fit(data.batch(batch_size), steps_per_epoch=steps, epochs=1, verbose=0)
    return model


def predict(model, x):
    return model.predict(to_images(x), verbose=0)


def evaluate(model, x, y):
    loss, accuracy = model.evaluate(to_images(x), y, verbose=0)
    return accuracy
