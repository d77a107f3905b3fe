# style: tf.gradients in a tf.Graph, unrolled steps, one session run
import tensorflow as tf


def loss(x):
    return x * (x - 10.0) + 24.0


def unrolled(x0, learning_rate, steps):
    x = tf.constant(x0, dtype=tf.float32)
    visited = [x]
    for _ in range(steps):
        (slope,) = tf.gradients(loss(x), [x])
        x = x - learning_rate * slope
        visited.append(x)
    return visited


def minimise(x0, learning_rate, steps):
    graph = tf.Graph()
    with graph.as_default():
        x = unrolled(x0, learning_rate, steps)[-1]
        y = loss(x)
    with tf.compat.v1.Session(graph=graph) as session:
        return tuple(session.run((x, y)))


def trace(x0, learning_rate, steps):
    with tf.Graph().as_default(), tf.compat.v1.Session() as session:
        return session.run(tf.stack(unrolled(x0, learning_rate, steps)))
