# style: the whole training loop inside one tf.function, tf.Module, Adam written out by hand
import tensorflow as tf


class Dense(tf.Module):
    def __init__(self, rows, columns, seed):
        super().__init__()
        limit = (6.0 / (rows + columns)) ** 0.5
        self.W = tf.Variable(tf.random.stateless_uniform((rows, columns), (seed, rows), -limit, limit))
        self.b = tf.Variable(tf.zeros((columns,)))

    def __call__(self, x):
        return tf.linalg.matmul(x, self.W) + self.b


class Net(tf.Module):
    def __init__(self, hidden_size, seed):
        super().__init__()
        self.first = Dense(784, hidden_size, seed)
        self.second = Dense(hidden_size, 10, seed)

    def __call__(self, x):
        return self.second(tf.nn.relu(self.first(x)))


def prepare(images, labels):
    x = tf.constant(images, tf.float64)
    x = tf.reshape(x, (tf.shape(x)[0], -1)) / 255
    return x, tf.cast(tf.equal(tf.cast(labels, tf.int32)[:, None], tf.range(10)[None]), tf.float64)


@tf.function(autograph=False)
def _shuffled(count, seed):
    return tf.argsort(tf.random.stateless_uniform((count,), seed=(seed, 1)))


def batches(x, y, batch_size, seed):
    order = _shuffled(tf.constant(len(x)), tf.constant(seed))
    for start in range(0, len(x), batch_size):
        part = order[start : start + batch_size]
        yield tf.gather(x, part), tf.gather(y, part)


@tf.function
def hidden_layer(x, W, b):
    return tf.nn.relu(tf.nn.bias_add(tf.matmul(x, W), b))


@tf.function
def output_layer(hidden, W, b):
    return tf.nn.bias_add(tf.matmul(hidden, W), b)


@tf.function
def loss(logits, labels):
    return -tf.reduce_mean(tf.reduce_sum(labels * tf.nn.log_softmax(logits), axis=1))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    net = Net(hidden_size, seed)
    variables = net.trainable_variables
    means = [tf.Variable(tf.zeros_like(v)) for v in variables]
    squares = [tf.Variable(tf.zeros_like(v)) for v in variables]
    x, y = tf.constant(x), tf.constant(y)

    @tf.function
    def loop(steps):
        for t in tf.range(1, steps + 1):
            rows = tf.random.uniform((batch_size,), 0, tf.shape(x)[0], dtype=tf.int32)
            with tf.GradientTape() as tape:
                value = loss(net(tf.gather(x, rows)), tf.gather(y, rows))
            gradients = tape.gradient(value, variables)
            k = tf.cast(t, tf.float32)
            for v, g, m, s in zip(variables, gradients, means, squares):
                m.assign(0.9 * m + 0.1 * g)
                s.assign(0.999 * s + 0.001 * g * g)
                v.assign_sub(learning_rate * (m / (1 - 0.9**k)) / (tf.sqrt(s / (1 - 0.999**k)) + 1e-8))

    loop(tf.constant(steps))
    return net


def predict(model, x):
    return tf.nn.log_softmax(model(x))


def evaluate(model, x, y):
    return tf.math.count_nonzero(tf.argmax(model(x), 1) == tf.argmax(y, 1)) / len(x)
