# style: eager execution turned off for the whole file, tensors returned as they are, tf.layers-like helpers
import numpy as np
import tensorflow as tf

v1 = tf.compat.v1
v1.disable_eager_execution()


def to_images(x):
    return tf.expand_dims(tf.reshape(x, [-1, 28, 28]), -1)


def conv_layer(x, W, b):
    return tf.nn.relu(tf.nn.bias_add(tf.nn.conv2d(x, W, [1, 1, 1, 1], "SAME"), b))


def max_pool(x):
    return tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "SAME")


def flatten(x):
    size = int(np.prod(x.shape[1:]))
    return tf.reshape(x, [-1, size])


class Net:
    def __init__(self, filters, hidden_size, learning_rate, seed):
        def parameters(*shape):
            start = v1.random.truncated_normal(shape, stddev=0.1, seed=seed % 10**6)
            return tf.Variable(start), tf.Variable(tf.zeros(shape[-1:]))

        variables = [
            *parameters(5, 5, 1, filters[0]),
            *parameters(5, 5, filters[0], filters[1]),
            *parameters(49 * filters[1], hidden_size),
            *parameters(hidden_size, 10),
        ]
        self.x, self.y = v1.placeholder(tf.float32, (None, 784)), v1.placeholder(tf.float32, (None, 10))
        a = max_pool(conv_layer(to_images(self.x), *variables[:2]))
        a = flatten(max_pool(conv_layer(a, *variables[2:4])))
        a = tf.nn.relu(a @ variables[4] + variables[5])
        self.logits = a @ variables[6] + variables[7]
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=self.y, logits=self.logits))
        self.step = v1.train.AdamOptimizer(learning_rate).minimize(cost, var_list=variables)
        right = tf.equal(tf.argmax(self.logits, 1), tf.argmax(self.y, 1))
        self.accuracy = tf.reduce_mean(tf.cast(right, tf.float32))
        self.session = v1.Session()
        self.session.run(v1.global_variables_initializer())


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    net = Net(filters, hidden_size, learning_rate, seed)
    rng = np.random.RandomState(seed)
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        net.session.run(net.step, {net.x: x[rows], net.y: y[rows]})
    return net


def predict(model, x):
    return model.session.run(tf.nn.softmax(model.logits), {model.x: x})


def evaluate(model, x, y):
    return model.session.run(model.accuracy, {model.x: x, model.y: y})
