# style: tf.compat.v1 graph, placeholders, session and feed_dict inside the functions
import tensorflow as tf

tf1 = tf.compat.v1


def loss(x):
    return x * x - 10.0 * x + 24.0


def trace(x0, learning_rate, steps):
    with tf.Graph().as_default():
        start = tf1.placeholder(tf.float32, shape=())
        x = tf1.get_variable("x", shape=(), dtype=tf.float32)
        y = loss(x)
        step = tf1.train.GradientDescentOptimizer(learning_rate).minimize(y)
        begin = x.assign(start)
        with tf1.Session() as session:
            session.run(tf1.global_variables_initializer())
            session.run(begin, feed_dict={start: x0})
            visited = [session.run(x)]
            for _ in range(steps):
                session.run(step)
                visited.append(session.run(x))
            return visited


def minimise(x0, learning_rate, steps):
    with tf.Graph().as_default(), tf1.Session() as session:
        x = tf1.Variable(x0, dtype=tf.float32)
        y = loss(x)
        rate = tf1.placeholder(tf.float32, shape=())
        step = tf1.train.GradientDescentOptimizer(rate).minimize(y)
        session.run(tf1.global_variables_initializer())
        for _ in range(steps):
            session.run(step, feed_dict={rate: learning_rate})
        return session.run([x, y])
