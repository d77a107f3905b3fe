# style: x is a vector of one inside, class with __call__, prints and a plot at the top level
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import tensorflow as tf


class Loss:
    def __call__(self, x):
        return tf.reduce_sum(tf.stack([x**2, -10 * x, 24 + 0 * x]), axis=0)


loss = Loss()


def minimise(x0, learning_rate, steps):
    x = tf.Variable([x0], dtype=tf.float32)
    for i in range(steps):
        with tf.GradientTape() as t:
            current = loss(x)
        dx = t.gradient(current, [x])[0]
        x.assign_sub(learning_rate * dx)
    return tf.squeeze(x), tf.squeeze(loss(x))


def trace(x0, learning_rate, steps):
    xs = []
    for k in range(steps + 1):
        xs.append(minimise(x0, learning_rate, k)[0].numpy())
    return np.array(xs)


grid = np.linspace(0, 10, 50).astype("float32")
plt.plot(grid, loss(grid))
path = trace(0.0, 0.1, 5)
plt.plot(path, loss(path), "o")
print("visited", path)
