# style: compat.v1 variable scopes and the Adam of compat.v1.train, a namedtuple as the model, answers in batches of 100
from collections import namedtuple

import numpy as np
import tensorflow.compat.v1 as tf

Model = namedtuple("Model", ["sess", "x", "scores"])


def prepare(images, labels):
    n = images.shape[0]
    x = np.zeros((n, 784))
    y = np.zeros((n, 10), dtype=int)
    for i in range(n):
        x[i] = images[i].ravel() / 255
        y[i, int(labels[i])] = 1
    return x, y


def batches(x, y, batch_size, seed):
    r = np.random.RandomState(seed)
    order = list(range(len(x)))
    r.shuffle(order)
    out = []
    while order:
        now, order = order[:batch_size], order[batch_size:]
        out.append([x[now], y[now]])
    return out


def run(make, **values):
    with tf.Graph().as_default(), tf.Session() as sess:
        holders = {name: tf.placeholder(tf.float32, value.shape, name) for name, value in values.items()}
        return sess.run(make(**holders), {holders[name]: value for name, value in values.items()})


def hidden_layer(x, W, b):
    return run(lambda x, W, b: tf.nn.relu_layer(x, W, b), x=x, W=W, b=b)


def output_layer(hidden, W, b):
    return run(lambda hidden, W, b: tf.nn.xw_plus_b(hidden, W, b), hidden=hidden, W=W, b=b)


def loss(logits, labels):
    return run(lambda z, y: tf.losses.softmax_cross_entropy(y, z), z=logits, y=labels)


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        X = tf.placeholder(tf.float32, [None, x.shape[1]])
        Y = tf.placeholder(tf.float32, [None, 10])
        sizes = [x.shape[1], hidden_size, 10]
        value = X
        for number in (1, 2):
            with tf.variable_scope(f"layer{number}"):
                W = tf.get_variable("W", sizes[number - 1 : number + 1], initializer=tf.truncated_normal_initializer(stddev=0.1))
                b = tf.get_variable("b", sizes[number], initializer=tf.constant_initializer(0.1))
            value = tf.matmul(value, W) + b
            if number == 1:
                value = tf.nn.relu(value)
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=value))
        train_op = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        sess = tf.Session(graph=graph)
        sess.run(tf.global_variables_initializer())
        rng = np.random.RandomState(seed)
        for _ in range(steps):
            rows = rng.randint(0, len(x), batch_size)
            sess.run(train_op, feed_dict={X: x[rows], Y: y[rows]})
        return Model(sess, X, tf.nn.softmax(value))


def predict(model, x):
    parts = [model.sess.run(model.scores, {model.x: x[i : i + 100]}) for i in range(0, len(x), 100)]
    return np.vstack(parts)


def evaluate(model, x, y):
    right = 0
    for i in range(0, len(x), 100):
        right += np.sum(np.argmax(predict(model, x[i : i + 100]), 1) == np.argmax(y[i : i + 100], 1))
    return right / len(x)
