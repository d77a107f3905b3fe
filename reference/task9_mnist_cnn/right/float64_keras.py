# style: Keras with floatx float64, model returned inside a dict, fit over arrays in a custom Sequence of batches
import keras
import numpy as np
import tensorflow as tf

keras.config.set_floatx("float64")


class Batches(keras.utils.PyDataset):
    def __init__(self, x, y, batch_size, steps, seed):
        super().__init__()
        self.x, self.y, self.size, self.steps = x, y, batch_size, steps
        self.rng = np.random.default_rng(seed)

    def __len__(self):
        return self.steps

    def __getitem__(self, index):
        rows = self.rng.choice(len(self.x), self.size, replace=False)
        return self.x[rows], self.y[rows]


def to_images(x):
    return tf.cast(tf.reshape(x, (-1, 28, 28, 1)), tf.float64)


def conv_layer(x, W, b):
    x, W, b = (tf.cast(value, tf.float64) for value in (x, W, b))
    return tf.nn.relu(tf.nn.conv2d(x, W, 1, "SAME") + b)


def max_pool(x):
    return keras.layers.MaxPooling2D(2, padding="same", dtype="float64")(x)


def flatten(x):
    return tf.reshape(tf.cast(x, tf.float64), (tf.shape(x)[0], -1))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((784,))
    a = keras.layers.Reshape((28, 28, 1))(inputs)
    for count in filters:
        a = keras.layers.Conv2D(count, 5, padding="same", activation="relu")(a)
        a = keras.layers.MaxPooling2D(2, padding="same")(a)
    a = keras.layers.Dense(hidden_size, activation="relu")(keras.layers.Flatten()(a))
    model = keras.Model(inputs, keras.layers.Dense(10, activation="softmax")(a))
    model.compile(keras.optimizers.Adam(learning_rate), "categorical_crossentropy", metrics=["accuracy"])
    if steps:
        model.fit(Batches(x, y, batch_size, steps, seed), epochs=1, verbose=0)
    return {"model": model, "filters": filters}


def predict(model, x):
    return model["model"].predict_on_batch(x)


def evaluate(model, x, y):
    return model["model"].evaluate(x, y, verbose=0, return_dict=True)["accuracy"]
