# style: tf.Module with a persistent tape; named tuple out
# slow: yes
from typing import NamedTuple

import numpy as np
import tensorflow as tf


class Minimum(NamedTuple):
    x: float
    y: float


class Parabola(tf.Module):
    def __init__(self, x0):
        super().__init__(name="parabola")
        self.x = tf.Variable(x0, dtype=tf.float64)

    def __call__(self):
        return loss(self.x)

    def descend(self, rate):
        with tf.GradientTape(persistent=True) as tape:
            value = self()
        gradient = tape.gradient(value, self.x)
        del tape
        self.x.assign(self.x - rate * gradient)
        return self.x.numpy()


def loss(x):
    if isinstance(x, (list, tuple)):
        x = np.array(x)
    return x * x - 10 * x + 24


def minimise(x0, learning_rate, steps):
    parabola = Parabola(x0)
    for _ in range(steps):
        parabola.descend(learning_rate)
    return Minimum(parabola.x.numpy(), parabola().numpy())


def trace(x0, learning_rate, steps):
    parabola = Parabola(x0)
    return np.array([parabola.x.numpy(), *(parabola.descend(learning_rate) for _ in range(steps))])
