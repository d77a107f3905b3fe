# style: compat.v1 placeholders, session and feed_dict inside the functions
# calibrate: yes
import numpy as np
import tensorflow.compat.v1 as tf


def run(build, *values):
    """Build a little graph on placeholders, feed it and fetch what comes out."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = [tf.placeholder(tf.float32, np.shape(value)) for value in values]
        return session.run(build(*inputs), feed_dict=dict(zip(inputs, values)))


def conv_block(x, W, b):
    return tf.nn.relu(tf.nn.conv2d(x, W, strides=[1, 1, 1, 1], padding="SAME") + b)


def pool_block(x):
    return tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")


def to_images(x):
    return run(lambda x: tf.reshape(x, [-1, 28, 28, 1]), x)


def conv_layer(x, W, b):
    return run(conv_block, x, W, b)


def max_pool(x):
    return run(pool_block, x)


def flatten(x):
    return run(lambda x: tf.reshape(x, [-1, x.shape[1] * x.shape[2] * x.shape[3]]), x)


def weight(shape):
    return tf.Variable(tf.truncated_normal(shape, stddev=0.1))


def bias(shape):
    return tf.Variable(tf.constant(0.1, shape=shape))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        X = tf.placeholder(tf.float32, [None, 784])
        Y = tf.placeholder(tf.float32, [None, 10])
        a = tf.reshape(X, [-1, 28, 28, 1])
        a = pool_block(conv_block(a, weight([5, 5, 1, filters[0]]), bias([filters[0]])))
        a = pool_block(conv_block(a, weight([5, 5, filters[0], filters[1]]), bias([filters[1]])))
        a = tf.reshape(a, [-1, 7 * 7 * filters[1]])
        a = tf.nn.relu(tf.matmul(a, weight([7 * 7 * filters[1], hidden_size])) + bias([hidden_size]))
        logits = tf.matmul(a, weight([hidden_size, 10])) + bias([10])
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=logits))
        step = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
    rng = np.random.RandomState(seed)
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        session.run(step, feed_dict={X: x[rows], Y: y[rows]})
    return session, X, logits


def predict(model, x):
    session, X, logits = model
    return session.run(logits, feed_dict={X: x})


def evaluate(model, x, y):
    return np.mean(np.argmax(predict(model, x), 1) == np.argmax(y, 1))
