# style: one Keras sigmoid unit, trained with Adam
# slow: yes
import numpy as np
import pandas as pd
import tensorflow as tf
from sklearn.model_selection import train_test_split


def read_data(path):
    df = pd.read_csv(path)
    return df[["x1", "x2"]].to_numpy(dtype="float32"), df["label"].to_numpy(dtype="int32")


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    tf.keras.utils.set_random_seed(0)
    model = tf.keras.Sequential([tf.keras.Input((2,)), tf.keras.layers.Dense(1, activation="sigmoid")])
    model.compile(tf.keras.optimizers.Adam(0.1), "binary_crossentropy")
    model.fit(np.asarray(X_train), np.asarray(y_train), epochs=40, batch_size=32, verbose=0)
    return model


def predict(model, X):
    return (model.predict(np.asarray(X), verbose=0)[:, 0] > 0.5).astype(int)


def evaluate(model, X, y):
    return np.equal(predict(model, X), np.asarray(y)).mean()
