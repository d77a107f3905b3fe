# style: disable_v2_behavior at the top, symbolic answers left to the grader's session
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()
tf.logging.set_verbosity(tf.logging.ERROR)


def loss(x):
    return x ** 2 - 10 * x + 24


def minimise(x0, learning_rate, steps):
    tf.reset_default_graph()
    x = tf.Variable(x0, name="x", dtype=tf.float32)
    y = loss(x)
    train = tf.train.GradientDescentOptimizer(learning_rate).minimize(y)
    with tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for i in range(steps):
            sess.run(train)
        x_value, y_value = sess.run([x, y])
    return x_value, y_value


def trace(x0, learning_rate, steps):
    x = tf.constant(x0, dtype=tf.float32)
    xs = [x]
    for i in range(steps):
        x = x - learning_rate * tf.gradients(loss(x), x)[0]
        xs.append(x)
    return tf.stack(xs)
