# style: TensorFlow tensors and variables out of a NumPy task
# slow: yes
import numpy as np
import pandas as pd
import tensorflow as tf


def read_data(path):
    df = pd.read_csv(path)
    X = tf.constant(df[["x1", "x2"]].to_numpy(), dtype=tf.float32)
    y = tf.constant(df[["label"]].to_numpy(), dtype=tf.float32)
    return X, y


def sigmoid(z):
    return tf.math.sigmoid(z)


def initialise(n_features):
    return tf.Variable(tf.random.normal((1, n_features), stddev=0.1)), tf.Variable(tf.zeros((1, 1)))


def forward_propagation(X, W, b):
    return tf.sigmoid(tf.matmul(X, W, transpose_b=True) + b)


def classify(probabilities):
    return tf.cast(tf.greater(probabilities, 0.5), tf.int32)
