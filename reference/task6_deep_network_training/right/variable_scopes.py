# style: compat.v1 variable scopes, get_variable, an optimiser of tf.compat.v1.train; a namedtuple as the model
from collections import namedtuple

import numpy as np
import tensorflow.compat.v1 as tf

Net = namedtuple("Net", "session x probability")


def hidden_layer(x, W, b):
    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(tf.tanh(tf.nn.xw_plus_b(x, W, tf.reshape(b, [-1]))))


def output_layer(hidden, W, b):
    with tf.Graph().as_default(), tf.Session() as sess:
        return sess.run(tf.nn.bias_add(tf.matmul(hidden, W), tf.reshape(b, [-1])))


def loss(logits, labels):
    with tf.Graph().as_default(), tf.Session() as sess:
        z = tf.placeholder(tf.float32, [None, 1], name="z")
        y = tf.placeholder(tf.float32, [None, 1], name="y")
        return sess.run(tf.losses.sigmoid_cross_entropy(y, z), feed_dict={z: logits, y: labels})


def dense(name, inputs, size):
    with tf.variable_scope(name):
        W = tf.get_variable("W", [inputs.shape[1], size], initializer=tf.glorot_uniform_initializer())
        b = tf.get_variable("b", [1, size], initializer=tf.zeros_initializer())
        return tf.matmul(inputs, W) + b


def train(X, Y, hidden_size, learning_rate, steps, seed):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        x = tf.placeholder(tf.float32, [None, X.shape[1]], "x")
        y = tf.placeholder(tf.float32, [None, 1], "y")
        logits = dense("output", tf.nn.tanh(dense("hidden", x, hidden_size)), 1)
        cost = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits))
        update = tf.train.MomentumOptimizer(learning_rate, 0.5).minimize(cost)
        probability = tf.sigmoid(logits)
        init = tf.global_variables_initializer()
    session = tf.Session(graph=graph)
    session.run(init)
    for step in range(steps):
        _, value = session.run([update, cost], feed_dict={x: X, y: Y})
        if step % 50 == 0:
            print("step", step, "cost", value)
    return Net(session, x, probability)


def predict(model, X):
    return model.session.run(model.probability, feed_dict={model.x: X})


def accuracy(probabilities, labels):
    return np.mean(np.equal(np.round(probabilities), labels))
