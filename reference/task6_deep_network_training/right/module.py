# style: tf.Module in a dataclass, momentum, answers as nested lists
from dataclasses import dataclass

import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.tanh(tf.nn.bias_add(tf.matmul(x, W), tf.reshape(b, [-1]))).numpy().tolist()


def output_layer(hidden, W, b):
    return (tf.matmul(hidden, W) + b).numpy().tolist()


def loss(logits, labels):
    return tf.nn.compute_average_loss(
        tf.nn.sigmoid_cross_entropy_with_logits(tf.reshape(labels, [-1]), tf.reshape(logits, [-1])),
        global_batch_size=len(labels),
    ).numpy().item()


class Network(tf.Module):
    def __init__(self, f, h, seed):
        super().__init__()
        start = tf.random.stateless_normal
        self.W1 = tf.Variable(start((f, h), (seed, 1), stddev=0.5))
        self.b1 = tf.Variable(tf.zeros((h,)))
        self.W2 = tf.Variable(start((h, 1), (seed, 2), stddev=0.5))
        self.b2 = tf.Variable(tf.zeros((1,)))

    def __call__(self, x):
        return tf.tanh(x @ self.W1 + self.b1) @ self.W2 + self.b2


@dataclass
class Trained:
    network: Network
    history: list


def train(X, Y, hidden_size, learning_rate, steps, seed):
    network = Network(X.shape[1], hidden_size, seed)
    optimizer = tf.keras.optimizers.SGD(learning_rate, momentum=0.5)
    history = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=Y, logits=network(X)))
        optimizer.apply(tape.gradient(cost, network.trainable_variables), network.trainable_variables)
        history.append(float(cost))
    return Trained(network, history)


def predict(model, X):
    return tf.sigmoid(model.network(X)).numpy().tolist()


def accuracy(probabilities, labels):
    from sklearn.metrics import accuracy_score

    return accuracy_score(labels[:, 0] == 1, probabilities[:, 0] > 0.5)
