# style: TensorFlow 1, its name assigned again: tf = tf.compat.v1
import numpy as np
import tensorflow as tf
tf = tf.compat.v1
tf.disable_v2_behavior()


def prepare(images, labels):
    with tf.Graph().as_default(), tf.Session() as s:
        return tuple(s.run([tf.reshape(tf.cast(images, tf.float32) / 255, [-1, 784]), tf.one_hot(labels, 10)]))


def batches(x, y, batch_size, seed):
    r = np.random.RandomState(seed)
    p = r.permutation(len(x))
    result = []
    while len(p):
        take, p = p[:batch_size], p[batch_size:]
        result.append((x[take], y[take]))
    return result


def hidden_layer(x, W, b):
    return tf.nn.relu_layer(x, W, b)


def output_layer(hidden, W, b):
    return tf.nn.xw_plus_b(hidden, W, b)


def loss(logits, labels):
    return tf.losses.softmax_cross_entropy(onehot_labels=labels, logits=logits)


class Model(object):
    def __init__(self, n_hidden, lr, seed):
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(seed)
            self.x = tf.placeholder(tf.float32, [None, 784])
            self.y = tf.placeholder(tf.float32, [None, 10])
            W1 = tf.get_variable("W1", [784, n_hidden])
            b1 = tf.get_variable("b1", [n_hidden], initializer=tf.zeros_initializer())
            W2 = tf.get_variable("W2", [n_hidden, 10])
            b2 = tf.get_variable("b2", [10], initializer=tf.zeros_initializer())
            self.logits = output_layer(hidden_layer(self.x, W1, b1), W2, b2)
            self.cost = loss(self.logits, self.y)
            self.train_op = tf.train.AdamOptimizer(lr).minimize(self.cost)
            ok = tf.equal(tf.argmax(self.logits, 1), tf.argmax(self.y, 1))
            self.acc = tf.reduce_mean(tf.cast(ok, tf.float32))
            self.sess = tf.Session(graph=self.graph)
            self.sess.run(tf.global_variables_initializer())


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    m = Model(hidden_size, learning_rate, seed)
    step = 0
    for epoch in range(10 ** 9):
        for bx, by in batches(x, y, batch_size, (seed + epoch) % 2 ** 32):
            if step == steps:
                return m
            m.sess.run([m.train_op, m.cost], feed_dict={m.x: bx, m.y: by})
            step += 1


def predict(model, x):
    return model.sess.run(model.logits, feed_dict={model.x: x})


def evaluate(model, x, y):
    return model.sess.run(model.acc, {model.x: x, model.y: y})
