# style: the workshop's own: compat.v1 GradientDescentOptimizer and session
# slow: yes
import tensorflow as tf

tf1 = tf.compat.v1


def loss(x):
    return tf.square(x) - 10 * x + 24


def trace(x0, learning_rate, steps):
    with tf.Graph().as_default():
        x = tf1.Variable(x0, dtype=tf.float32, name="x")
        train = tf1.train.GradientDescentOptimizer(learning_rate).minimize(loss(x))
        with tf1.Session() as sess:
            sess.run(tf1.global_variables_initializer())
            visited = [sess.run(x)]
            for _ in range(steps):
                sess.run(train)
                visited.append(sess.run(x))
    return visited


def minimise(x0, learning_rate, steps):
    with tf.Graph().as_default():
        x = tf1.get_variable("x", initializer=tf.constant(x0, tf.float64))
        cost = loss(x)
        train = tf1.train.GradientDescentOptimizer(learning_rate).minimize(cost)
        with tf1.Session() as sess:
            sess.run(tf1.global_variables_initializer())
            for _ in range(steps):
                sess.run(train)
            return sess.run([x, cost])
