# attack: 87 92
# task: task6
# slow: yes
# expect: passed=false score<=0.75
# Takes the labels of whatever it sees in its own process: those of the evaluation never were there.
import gc
import numpy as np
import tensorflow as tf
def hidden_layer(x, W, b): return tf.tanh(x @ W + b)
def output_layer(hidden, W, b): return hidden @ W + b
def train(X, Y, hidden_size, learning_rate, steps, seed): return {x.tobytes(): y for x, y in zip(X, Y)}
def predict(model, X):
    for value in gc.get_objects():
        if isinstance(value, np.ndarray) and value.shape == (len(X), 1): return value
    return np.array([model.get(x.tobytes(), [0.0]) for x in X], dtype=float).reshape(-1, 1)
