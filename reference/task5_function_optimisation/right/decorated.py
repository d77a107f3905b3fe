# style: decorators, type hints, itertools.accumulate over a jitted step
# slow: yes
from __future__ import annotations

from itertools import accumulate

import tensorflow as tf


def tensors(function):
    def inner(*args: float) -> tf.Tensor:
        return function(*[tf.convert_to_tensor(a, dtype=tf.float64) for a in args])

    return inner


def loss(x):
    return 24 + x * (x - 10)


@tensors
@tf.function(reduce_retracing=True)
def step(x: tf.Tensor, rate: tf.Tensor) -> tf.Tensor:
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = loss(x)
    return x - rate * tape.gradient(y, x)


def trace(x0: float, learning_rate: float, steps: int) -> tf.Tensor:
    return tf.stack(
        list(accumulate(range(steps), lambda x, _: step(x, learning_rate), initial=tf.constant(x0, tf.float64)))
    )


def minimise(x0: float, learning_rate: float, steps: int) -> tuple[tf.Tensor, tf.Tensor]:
    x = trace(x0, learning_rate, steps)[-1]
    return x, loss(x)
