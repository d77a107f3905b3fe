# style: TensorFlow 1 with eager execution off, tf.nn.dropout by keep_prob fed through a placeholder, tensors as results
import numpy as np
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()


def dropout(x, rate, training, seed):
    x = tf.constant(x)
    return tf.nn.dropout(x, keep_prob=1 - rate, seed=seed) if training else x


class Net:
    def __init__(self, hidden_size, learning_rate, seed):
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(seed)
            self.x = tf.placeholder(tf.float32, [None, 784])
            self.y = tf.placeholder(tf.float32, [None, 10])
            self.keep = tf.placeholder_with_default(1.0, [])
            W1 = tf.Variable(tf.truncated_normal([784, hidden_size], stddev=0.05))
            b1 = tf.Variable(tf.constant(0.1, shape=[hidden_size]))
            W2 = tf.Variable(tf.truncated_normal([hidden_size, 10], stddev=0.1))
            b2 = tf.Variable(tf.constant(0.1, shape=[10]))
            hidden = tf.nn.dropout(tf.nn.relu(tf.matmul(self.x, W1) + b1), keep_prob=self.keep)
            self.logits = tf.matmul(hidden, W2) + b2
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=self.y, logits=self.logits))
            self.step = tf.train.AdamOptimizer(learning_rate).minimize(cost)
            self.session = tf.Session()
            self.session.run(tf.global_variables_initializer())


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    net = Net(hidden_size, learning_rate, seed)
    rng = np.random.default_rng(seed)
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        net.session.run(net.step, {net.x: x[rows], net.y: y[rows], net.keep: 1 - rate})
    return net


def predict(model, x):
    return model.session.run(model.logits, {model.x: x})
