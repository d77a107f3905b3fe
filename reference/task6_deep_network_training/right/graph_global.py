# style: compat.v1 with eager execution off for the whole file
# calibrate: yes
import tensorflow.compat.v1 as tf

tf.disable_eager_execution()


def hidden_layer(x, W, b):
    return tf.nn.tanh(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=labels))


class Network:
    def __init__(self, n_features, hidden_size, learning_rate, seed):
        self.graph = tf.Graph()
        with self.graph.as_default():
            tf.set_random_seed(seed)
            self.x = tf.placeholder(tf.float32, (None, n_features), "x")
            self.y = tf.placeholder(tf.float32, (None, 1), "y")
            W1 = tf.Variable(tf.random_normal((n_features, hidden_size)))
            b1 = tf.Variable(tf.zeros((1, hidden_size)))
            W2 = tf.Variable(tf.random_normal((hidden_size, 1)))
            b2 = tf.Variable(tf.zeros((1, 1)))
            logits = output_layer(hidden_layer(self.x, W1, b1), W2, b2)
            self.p = tf.sigmoid(logits)
            self.step = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss(logits, self.y))
            self.session = tf.Session(graph=self.graph)
            self.session.run(tf.global_variables_initializer())


def train(X, Y, hidden_size, learning_rate, steps, seed):
    network = Network(X.shape[1], hidden_size, learning_rate, seed)
    for _ in range(steps):
        network.session.run(network.step, {network.x: X, network.y: Y})
    return network


def predict(model, X):
    return model.session.run(model.p, {model.x: X})


def accuracy(probabilities, labels):
    return tf.reduce_mean(tf.cast(tf.equal(tf.cast(probabilities > 0.5, tf.float32), labels), tf.float32))
