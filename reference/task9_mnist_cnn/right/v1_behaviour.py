# style: TensorFlow 1 through and through: v2 behaviour off, default graph, get_variable in scopes, an interactive session
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_v2_behavior()


def to_images(x):
    return tf.reshape(x, [-1, 28, 28, 1])


def conv_layer(x, W, b):
    return tf.nn.relu(tf.nn.conv2d(x, filter=W, strides=[1, 1, 1, 1], padding="SAME") + b)


def max_pool(x):
    return tf.nn.max_pool(x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")


def flatten(x):
    return tf.reshape(x, [-1, np.prod([int(side) for side in x.shape[1:]])])


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        inputs = tf.placeholder(tf.float32, [None, 784], name="inputs")
        labels = tf.placeholder(tf.float32, [None, 10], name="labels")

        def weights(name, *shape):
            with tf.variable_scope(name):
                return (
                    tf.get_variable("W", shape, initializer=tf.glorot_uniform_initializer()),
                    tf.get_variable("b", shape[-1:], initializer=tf.zeros_initializer()),
                )

        a = max_pool(conv_layer(to_images(inputs), *weights("first", 5, 5, 1, filters[0])))
        a = max_pool(conv_layer(a, *weights("second", 5, 5, filters[0], filters[1])))
        W, b = weights("dense", 49 * filters[1], hidden_size)
        a = tf.nn.relu(tf.matmul(flatten(a), W) + b)
        W, b = weights("out", hidden_size, 10)
        logits = tf.add(tf.matmul(a, W), b, name="logits")
        cost = tf.losses.softmax_cross_entropy(labels, logits)
        step = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        right = tf.equal(tf.argmax(logits, 1), tf.argmax(labels, 1))
        tf.reduce_mean(tf.cast(right, tf.float32), name="accuracy")
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
        position, order = 0, np.random.permutation(len(x))
        for _ in range(steps):
            if position + batch_size > len(x):
                position, order = 0, np.random.permutation(len(x))
            rows = order[position : position + batch_size]
            position += batch_size
            session.run(step, feed_dict={inputs: x[rows], labels: y[rows]})
    return session


def predict(model, x):
    return model.run("logits:0", {"inputs:0": x})


def evaluate(model, x, y):
    return model.run("accuracy:0", {"inputs:0": x, "labels:0": y})
