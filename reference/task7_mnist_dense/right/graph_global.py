# style: eager execution turned off for the whole file, tensors returned as they are, one default graph
import numpy as np
import tensorflow as tf

tf.compat.v1.disable_eager_execution()
v1 = tf.compat.v1


def prepare(images, labels):
    x = tf.reshape(tf.cast(images, tf.float32), [-1, 784]) / 255.0
    return x, tf.one_hot(tf.cast(labels, tf.int32), 10)


def batches(x, y, batch_size, seed):
    rng = np.random.RandomState(seed)
    indices = np.arange(len(x))
    rng.shuffle(indices)
    return [(x[indices[i : i + batch_size]], y[indices[i : i + batch_size]]) for i in range(0, len(x), batch_size)]


def hidden_layer(x, W, b):
    return tf.nn.relu(tf.add(tf.matmul(x, W), b))


def output_layer(hidden, W, b):
    return tf.add(tf.matmul(hidden, W), b)


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))


class Net:
    def __init__(self, hidden_size, learning_rate, seed):
        self.x = v1.placeholder(tf.float32, (None, 784))
        self.y = v1.placeholder(tf.float32, (None, 10))
        variables = [
            tf.Variable(v1.random.truncated_normal((784, hidden_size), stddev=0.1, seed=seed)),
            tf.Variable(tf.zeros((hidden_size,))),
            tf.Variable(v1.random.truncated_normal((hidden_size, 10), stddev=0.1, seed=seed + 1)),
            tf.Variable(tf.zeros((10,))),
        ]
        self.logits = output_layer(hidden_layer(self.x, *variables[:2]), *variables[2:])
        self.step = v1.train.AdamOptimizer(learning_rate).minimize(loss(self.logits, self.y), var_list=variables)
        self.session = v1.Session()
        self.session.run(v1.global_variables_initializer())


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    net = Net(hidden_size, learning_rate, seed % 10**6)
    rng = np.random.RandomState(seed)
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        net.session.run(net.step, {net.x: x[rows], net.y: y[rows]})
    return net


def predict(model, x):
    return model.session.run(tf.nn.softmax(model.logits), {model.x: x})


def evaluate(model, x, y):
    return float((predict(model, x).argmax(1) == y.argmax(1)).mean())
