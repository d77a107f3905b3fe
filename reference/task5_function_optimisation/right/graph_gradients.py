# style: tf.gradients in a graph, assign op by hand, placeholder for the rate
# slow: yes
import numpy as np
import tensorflow as tf


def loss(x):
    return x**2 - 10.0 * x + 24.0


def trace(x0, learning_rate, steps):
    graph = tf.Graph()
    with graph.as_default():
        rate = tf.compat.v1.placeholder(tf.float64, ())
        x = tf.compat.v1.Variable(x0, dtype=tf.float64)
        (gradient,) = tf.gradients(loss(x), [x])
        update = tf.compat.v1.assign_sub(x, rate * gradient)
        init = tf.compat.v1.global_variables_initializer()
    with tf.compat.v1.Session(graph=graph) as session:
        session.run(init)
        visited = np.empty(steps + 1)
        visited[0] = session.run(x)
        for k in range(steps):
            visited[k + 1] = session.run(update, feed_dict={rate: learning_rate})
    return visited


def minimise(x0, learning_rate, steps):
    x = trace(x0, learning_rate, steps)[-1]
    return x, loss(x)
