# style: the whole training loop inside one tf.function, a tf.Module as the model
import tensorflow as tf


@tf.function
def to_images(x):
    return tf.reshape(x, (tf.shape(x)[0], 28, 28, 1))


@tf.function
def conv_layer(x, W, b):
    return tf.nn.relu(tf.nn.conv2d(x, W, 1, "SAME") + b)


@tf.function
def max_pool(x):
    return tf.nn.max_pool2d(x, 2, 2, "SAME")


@tf.function
def flatten(x):
    return tf.reshape(x, (tf.shape(x)[0], -1))


class Net(tf.Module):
    def __init__(self, filters, hidden_size, seed):
        super().__init__()
        self.weights = []
        shapes = [(5, 5, 1, filters[0]), (5, 5, filters[0], filters[1]), (49 * filters[1], hidden_size), (hidden_size, 10)]
        for number, shape in enumerate(shapes):
            start = tf.random.stateless_truncated_normal(shape, (seed, number), stddev=0.1)
            self.weights.append((tf.Variable(start), tf.Variable(tf.zeros(shape[-1]))))

    def __call__(self, x):
        first, second, dense, out = self.weights
        a = max_pool(conv_layer(to_images(x), *first))
        a = max_pool(conv_layer(a, *second))
        a = tf.reshape(a, (-1, dense[0].shape[0]))
        return tf.nn.relu(a @ dense[0] + dense[1]) @ out[0] + out[1]


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    net = Net(filters, hidden_size, seed)
    variables = net.trainable_variables
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    optimizer.build(variables)
    x, y = tf.constant(x), tf.constant(y)

    @tf.function
    def loop(steps):
        for _ in tf.range(steps):
            rows = tf.random.uniform((batch_size,), 0, tf.shape(x)[0], dtype=tf.int32)
            with tf.GradientTape() as tape:
                logits = net(tf.gather(x, rows))
                value = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.gather(y, rows), logits))
            optimizer.apply_gradients(zip(tape.gradient(value, variables), variables))

    loop(tf.constant(steps))
    return net


def predict(model, x):
    return tf.nn.log_softmax(model(x))


def evaluate(model, x, y):
    return tf.math.count_nonzero(tf.argmax(model(x), 1) == tf.argmax(y, 1)) / len(x)
