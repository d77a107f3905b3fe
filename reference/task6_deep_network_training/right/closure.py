# style: train returns a function; einsum; uniform weights
# calibrate: yes
import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.tanh(tf.einsum("nf,fh->nh", x, W) + b)


def output_layer(hidden, W, b):
    return tf.einsum("nh,ho->no", hidden, W) + b


def loss(logits, labels):
    rows = tf.math.softplus(logits) - labels * logits
    return tf.reduce_sum(rows) / len(rows)


def train(X, Y, hidden_size, learning_rate, steps, seed):
    generator = tf.random.Generator.from_seed(seed)
    f = len(X[0])
    W1 = tf.Variable(generator.uniform((f, hidden_size), -1.0, 1.0))
    b1 = tf.Variable(generator.uniform((1, hidden_size), -1.0, 1.0))
    W2 = tf.Variable(generator.uniform((hidden_size, 1), -1.0, 1.0))
    b2 = tf.Variable([[0.0]])

    def logits(x):
        return output_layer(hidden_layer(x, W1, b1), W2, b2)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            cost = loss(logits(X), Y)
        parts = [W1, b1, W2, b2]
        for part, gradient in zip(parts, tape.gradient(cost, parts)):
            part.assign(part - learning_rate * gradient)

    for _ in range(steps):
        step()
    return lambda x: tf.nn.sigmoid(logits(x))


def predict(model, X):
    return model(X)


def accuracy(probabilities, labels):
    return 1 - tf.reduce_mean(tf.abs(tf.cast(probabilities >= 0.5, tf.float32) - labels))
