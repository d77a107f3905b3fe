# style: tf.function with input signatures, tf.nn.convolution and tf.nn.pool, compat.v1 AdamOptimizer, tf.data from a generator
import numpy as np
import tensorflow as tf

IMAGES = tf.TensorSpec((None, None, None, None), tf.float32)


@tf.function(input_signature=[tf.TensorSpec((None, 784), tf.float32)])
def to_images(x):
    return tf.reshape(x, [tf.shape(x)[0], 28, 28, 1])


@tf.function(input_signature=[IMAGES, IMAGES, tf.TensorSpec((None,), tf.float32)])
def conv_layer(x, W, b):
    return tf.maximum(tf.nn.convolution(x, W, padding="SAME") + b, 0.0)


@tf.function(input_signature=[IMAGES])
def max_pool(x):
    return tf.nn.pool(x, window_shape=(2, 2), pooling_type="MAX", strides=(2, 2), padding="SAME")


@tf.function(input_signature=[IMAGES])
def flatten(x):
    size = tf.shape(x)
    return tf.reshape(x, [size[0], size[1] * size[2] * size[3]])


class Network(tf.Module):
    def __init__(self, filters, hidden_size, seed):
        super().__init__()
        first, second = filters
        self.w1 = self.weights((5, 5, 1, first), seed)
        self.w2 = self.weights((5, 5, first, second), seed)
        self.w3 = self.weights((49 * second, hidden_size), seed)
        self.w4 = self.weights((hidden_size, 10), seed)
        self.b1, self.b2, self.b3, self.b4 = (
            tf.Variable(tf.fill([w.shape[-1]], 0.1)) for w in (self.w1, self.w2, self.w3, self.w4)
        )

    @staticmethod
    def weights(shape, seed):
        scale = tf.sqrt(2.0 / np.prod(shape[:-1]))
        return tf.Variable(tf.random.stateless_truncated_normal(shape, [seed, shape[-1]]) * tf.cast(scale, tf.float32))

    @tf.function(input_signature=[tf.TensorSpec((None, 784), tf.float32)])
    def __call__(self, x):
        a = max_pool(conv_layer(to_images(x), self.w1, self.b1))
        a = max_pool(conv_layer(a, self.w2, self.b2))
        a = tf.nn.relu(tf.nn.bias_add(tf.reshape(a, [-1, self.w3.shape[0]]) @ self.w3, self.b3))
        return tf.nn.bias_add(a @ self.w4, self.b4)


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    net = Network(filters, hidden_size, seed)
    adam = tf.compat.v1.train.AdamOptimizer(learning_rate)
    variables = net.trainable_variables

    def draw():
        rng = np.random.default_rng(seed)
        while True:
            yield from rng.permutation(len(x))

    rows = tf.data.Dataset.from_generator(draw, output_signature=tf.TensorSpec((), tf.int64))
    for chosen in rows.batch(batch_size).take(steps):
        with tf.GradientTape() as tape:
            logits = net(tf.gather(x, chosen))
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.gather(y, chosen), logits))
        adam.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return net


def predict(model, x):
    return model(x)


def evaluate(model, x, y):
    return tf.keras.metrics.categorical_accuracy(y, model(x)).numpy().mean()
