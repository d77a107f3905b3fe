# style: a class whose bound methods are the functions; weights in a registry; einsum; a decorator; DataFrames
import functools
import time
from typing import Any

import numpy as np
import pandas as pd
import tensorflow as tf


def timed(function):
    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            print(f"{function.__name__}: {time.perf_counter() - start:.3f} s")

    return wrapper


class Workshop:
    def __init__(self) -> None:
        self.networks: dict[int, list[tf.Variable]] = {}

    def hidden_layer(self, x: np.ndarray, W: np.ndarray, b: np.ndarray) -> tf.Tensor:
        return tf.tanh(tf.einsum("nf,fh->nh", x, W) + b)

    def output_layer(self, hidden: np.ndarray, W: np.ndarray, b: np.ndarray) -> tf.Tensor:
        return tf.einsum("nh,ho->no", hidden, W) + b

    def loss(self, logits: np.ndarray, labels: np.ndarray) -> tf.Tensor:
        return tf.math.reduce_mean(tf.nn.weighted_cross_entropy_with_logits(labels, logits, pos_weight=1.0))

    def logits(self, weights: list[tf.Variable], X: np.ndarray) -> tf.Tensor:
        return self.output_layer(self.hidden_layer(X, *weights[:2]), *weights[2:])

    @timed
    def train(
        self, X: np.ndarray, Y: np.ndarray, hidden_size: int, learning_rate: float, steps: int, seed: int
    ) -> int:
        start = tf.keras.initializers.VarianceScaling(scale=1.0, mode="fan_avg", seed=seed)
        weights = [
            tf.Variable(start((X.shape[1], hidden_size)), name="W1"),
            tf.Variable(tf.zeros((1, hidden_size)), name="b1"),
            tf.Variable(start((hidden_size, 1)), name="W2"),
            tf.Variable(tf.zeros((1, 1)), name="b2"),
        ]
        optimiser = tf.compat.v1.train.GradientDescentOptimizer(learning_rate)
        for _ in range(steps):
            optimiser.minimize(lambda: self.loss(self.logits(weights, X), Y), var_list=weights)
        number = len(self.networks)
        self.networks[number] = weights
        return number

    def predict(self, model: int, X: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(tf.sigmoid(self.logits(self.networks[model], X)).numpy(), columns=["p"])

    @staticmethod
    def accuracy(probabilities, labels):
        return pd.Series(np.ravel(probabilities)).gt(0.5).eq(np.ravel(labels).astype(bool)).mean()


workshop = Workshop()
hidden_layer = workshop.hidden_layer
output_layer = workshop.output_layer
loss = workshop.loss
train = workshop.train
predict = workshop.predict
accuracy = Workshop.accuracy
