# style: disable_eager_execution at the top, loss returns a tensor of the graph
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()

x_input = tf.compat.v1.placeholder(tf.float32, shape=())
slope = tf.gradients(x_input * x_input - 10.0 * x_input + 24.0, x_input)[0]
session = tf.compat.v1.Session()


def loss(x):
    return tf.square(x) - tf.multiply(10.0, x) + 24.0


def trace(x0, learning_rate, steps):
    visited = np.empty(steps + 1, dtype=np.float32)
    visited[0] = x0
    for k in range(steps):
        visited[k + 1] = visited[k] - learning_rate * session.run(slope, feed_dict={x_input: visited[k]})
    return visited


def minimise(x0, learning_rate, steps):
    x = trace(x0, learning_rate, steps)[-1]
    return x, session.run(loss(x))
