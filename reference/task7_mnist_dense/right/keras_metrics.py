# style: evaluate by Keras' own evaluate, a compiled model kept with its history in a dict, one fit call a step
import numpy as np
import tensorflow as tf
from tensorflow import keras


def prepare(images, labels):
    x = keras.ops.reshape(images, (len(images), -1))
    x = keras.ops.cast(x, "float32") * (1 / 255)
    return x, keras.ops.one_hot(labels, 10)


def batches(x, y, batch_size, seed):
    tf.random.set_seed(seed)
    order = tf.random.shuffle(tf.range(tf.shape(x)[0]), seed=seed)
    size = len(x)
    for first in range(0, size, batch_size):
        rows = order[first : min(first + batch_size, size)].numpy()
        yield np.take(x, rows, axis=0), np.take(y, rows, axis=0)


def hidden_layer(x, W, b):
    return keras.ops.relu(keras.ops.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return keras.ops.add(keras.ops.matmul(hidden, W), b)


def loss(logits, labels):
    return keras.ops.mean(keras.ops.categorical_crossentropy(labels, logits, from_logits=True))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    model = keras.Sequential(name="digits")
    model.add(keras.Input((784,)))
    model.add(keras.layers.Dense(hidden_size, kernel_initializer=keras.initializers.GlorotNormal(seed=seed)))
    model.add(keras.layers.Activation("relu"))
    model.add(keras.layers.Dense(10, kernel_initializer=keras.initializers.GlorotNormal(seed=seed + 1)))
    model.compile(
        optimizer=keras.optimizers.Adam(learning_rate=learning_rate),
        loss=keras.losses.CategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    rng = np.random.default_rng(seed)
    history = []
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        history += model.fit(x[rows], y[rows], batch_size=batch_size, epochs=1, verbose=0).history["loss"]
    return {"net": model, "history": history}


def predict(model, x):
    return keras.ops.softmax(model["net"](x))


def evaluate(model, x, y):
    return model["net"].evaluate(x, y, verbose=0, return_dict=True)["accuracy"]
