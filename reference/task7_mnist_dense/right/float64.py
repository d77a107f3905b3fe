# style: float64 throughout, a persistent tape, tf.data with shuffle as batches, Adam by hand, frozen weights in a list
import numpy as np
import tensorflow as tf

F = tf.float64


def prepare(images, labels):
    x = images.astype(np.float64).reshape(images.shape[0], -1) / 255.0
    y = np.zeros((labels.size, 10))
    y[np.arange(labels.size), labels] = 1.0
    return x, y


def batches(x, y, batch_size, seed):
    data = tf.data.Dataset.from_tensor_slices((x, y))
    return data.shuffle(buffer_size=len(x), seed=seed, reshuffle_each_iteration=False).batch(batch_size)


def hidden_layer(x, W, b):
    return tf.maximum(tf.matmul(tf.cast(x, F), tf.cast(W, F)) + tf.cast(b, F), 0)


def output_layer(hidden, W, b):
    return tf.matmul(tf.cast(hidden, F), tf.cast(W, F)) + tf.cast(b, F)


def loss(logits, labels):
    logits, labels = tf.cast(logits, F), tf.cast(labels, F)
    return tf.reduce_mean(tf.reduce_logsumexp(logits, axis=1) - tf.reduce_sum(labels * logits, axis=1))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    rng = np.random.default_rng(seed)
    W1 = tf.Variable(rng.normal(0, np.sqrt(2 / x.shape[1]), (x.shape[1], hidden_size)))
    b1 = tf.Variable(np.zeros(hidden_size))
    W2 = tf.Variable(rng.normal(0, np.sqrt(1 / hidden_size), (hidden_size, 10)))
    b2 = tf.Variable(np.zeros(10))
    variables = [W1, b1, W2, b2]
    m = [tf.Variable(tf.zeros_like(v)) for v in variables]
    s = [tf.Variable(tf.zeros_like(v)) for v in variables]
    t = 0
    for x_batch, y_batch in batches(x, y, batch_size, seed).repeat().take(steps):
        t += 1
        with tf.GradientTape(persistent=True) as tape:
            value = loss(output_layer(hidden_layer(x_batch, W1, b1), W2, b2), y_batch)
        for variable, mean, square in zip(variables, m, s):
            g = tape.gradient(value, variable)
            mean.assign(0.9 * mean + 0.1 * g)
            square.assign(0.999 * square + 0.001 * g * g)
            step = learning_rate * (mean / (1 - 0.9**t)) / (tf.sqrt(square / (1 - 0.999**t)) + 1e-8)
            variable.assign_sub(step)
        del tape
    return [variable.numpy() for variable in variables]


def predict(model, x):
    return output_layer(hidden_layer(x, *model[:2]), *model[2:])


def evaluate(model, x, y):
    return tf.reduce_mean(tf.cast(tf.argmax(predict(model, x), 1) == tf.argmax(y, 1), F))
