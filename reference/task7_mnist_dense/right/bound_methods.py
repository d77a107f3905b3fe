# style: a class whose bound methods are the functions, a registry of networks, type hints, a decorator
from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

Array = npt.NDArray[np.float32]


def as_numpy(function):
    @functools.wraps(function)
    def inner(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs).numpy()

    return inner


class Digits:
    classes = 10

    def __init__(self) -> None:
        self._kept: list[tf.keras.Model] = []

    def prepare(self, images: npt.NDArray[np.uint8], labels: npt.NDArray[np.uint8]) -> tuple[Array, Array]:
        x = np.array([image.flatten() for image in images], dtype=np.float32) / np.float32(255)
        return x, tf.keras.utils.to_categorical(labels, num_classes=self.classes)

    def batches(self, x: Array, y: Array, batch_size: int, seed: int) -> Iterator[tuple[Array, Array]]:
        order = np.argsort(np.random.default_rng(seed).random(len(x)))
        parts = -(-len(x) // batch_size)
        return iter([(x[order[k::1][: batch_size]], y[order[k:][:batch_size]]) for k in range(0, parts * batch_size, batch_size)])

    @as_numpy
    def hidden_layer(self, x: Array, W: Array, b: Array) -> Array:
        return tf.keras.activations.relu(tf.einsum("np,ph->nh", x, W) + b)

    @as_numpy
    def output_layer(self, hidden: Array, W: Array, b: Array) -> Array:
        return tf.einsum("nh,hc->nc", hidden, W) + b

    @as_numpy
    def loss(self, logits: Array, labels: Array) -> float:
        return tf.reduce_mean(tf.keras.losses.categorical_crossentropy(labels, logits, from_logits=True))

    def train(
        self, x: Array, y: Array, hidden_size: int, learning_rate: float, batch_size: int, steps: int, seed: int
    ) -> int:
        tf.random.set_seed(seed)
        model = tf.keras.Sequential(
            [
                tf.keras.layers.Input((x.shape[1],)),
                tf.keras.layers.Dense(hidden_size, "relu", kernel_initializer="he_uniform"),
                tf.keras.layers.Dense(self.classes, "softmax"),
            ]
        )
        model.compile(optimizer=tf.keras.optimizers.Nadam(learning_rate), loss="categorical_crossentropy")
        left, epoch = steps, 0
        while left:
            for x_batch, y_batch in self.batches(x, y, batch_size, seed + epoch):
                if left:
                    model.train_on_batch(x_batch, y_batch)
                    left -= 1
            epoch += 1
        self._kept.append(model)
        return len(self._kept) - 1

    def predict(self, model: int, x: Array) -> Array:
        return np.concatenate([self._kept[model].predict_on_batch(part) for part in np.array_split(x, len(x) // 512 + 1)])

    def evaluate(self, model: int, x: Array, y: Array) -> float:
        return float(np.mean(self.predict(model, x).argmax(-1) == y.argmax(-1)))


digits = Digits()
prepare, batches = digits.prepare, digits.batches
hidden_layer, output_layer, loss = digits.hidden_layer, digits.output_layer, digits.loss
train, predict, evaluate = digits.train, digits.predict, digits.evaluate
