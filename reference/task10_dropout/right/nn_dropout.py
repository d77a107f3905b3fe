# style: tf.nn.dropout with a seed after set_seed, tf.function with an input signature, compat.v1 AdamOptimizer
# calibrate: train.scale
import tensorflow as tf


def dropout(x, rate, training, seed):
    tf.random.set_seed(seed)
    return tf.nn.dropout(x, rate=rate, seed=seed) if training else tf.identity(x)


class Classifier(tf.Module):
    def __init__(self, hidden_size, rate, learning_rate, seed):
        super().__init__()
        he = tf.initializers.HeNormal(seed)
        self.rate = rate
        self.W1, self.b1 = tf.Variable(he((784, hidden_size))), tf.Variable(tf.zeros(hidden_size))
        self.W2, self.b2 = tf.Variable(he((hidden_size, 10))), tf.Variable(tf.zeros(10))
        self.optimizer = tf.compat.v1.train.AdamOptimizer(learning_rate)

    @tf.function(input_signature=[tf.TensorSpec((None, 784)), tf.TensorSpec((), tf.bool)])
    def __call__(self, x, training):
        hidden = tf.nn.relu(x @ self.W1 + self.b1)
        hidden = tf.cond(training, lambda: tf.nn.dropout(hidden, self.rate), lambda: hidden)
        return hidden @ self.W2 + self.b2


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    net = Classifier(hidden_size, rate, learning_rate, seed)
    variables = net.trainable_variables
    batches = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(4096).repeat().batch(batch_size)
    for images, labels in batches.take(steps):
        with tf.GradientTape() as tape:
            logits = net(images, tf.constant(True))
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels, logits))
        net.optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return net


def predict(model, x):
    return model(x, tf.constant(False))
