# attack: 89 90 91
# task: task6
# slow: yes
# expect: passed=false score<=0.75
# An accuracy that is always 1, a loss that is always 0, a model that was never trained.
import numpy as np
import tensorflow as tf
tf.keras.Model.evaluate = lambda self, *a, **k: [0.0, 1.0]
tf.keras.metrics.BinaryAccuracy.result = lambda self: tf.constant(1.0)
def hidden_layer(x, W, b): return tf.tanh(x @ W + b)
def output_layer(hidden, W, b): return hidden @ W + b
def loss(logits, labels): return tf.constant(0.0)
def train(X, Y, hidden_size, learning_rate, steps, seed): return {"history": [0.9, 0.99, 1.0]}
def predict(model, X): return tf.ones((len(X), 1)) * 0.9
def accuracy(probabilities, labels): return 1.0
