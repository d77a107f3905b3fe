# mistake: -
# loses: train.layers
import numpy as np
import tensorflow as tf


def prepare(images, labels):
    x = images.reshape(len(images), 784).astype("float32") / 255.0
    y = np.eye(10, dtype="float32")[labels]
    return x, y


def batches(x, y, batch_size, seed):
    order = np.random.default_rng(seed).permutation(len(x))
    for i in range(0, len(x), batch_size):
        idx = order[i:i + batch_size]
        yield x[idx], y[idx]


def hidden_layer(x, W, b):
    return tf.nn.relu(tf.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=labels, logits=logits))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    W1 = tf.Variable(tf.random.normal([784, hidden_size], stddev=0.05))
    b1 = tf.Variable(tf.zeros([hidden_size]))
    W2 = tf.Variable(tf.random.normal([hidden_size, 10], stddev=0.1))
    b2 = tf.Variable(tf.zeros([10]))
    params = [W1, b1, W2, b2]
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    done = 0
    epoch = 0
    while done < steps:
        for xb, yb in batches(x, y, batch_size, seed + epoch):
            if done >= steps:
                break
            with tf.GradientTape() as tape:
                value = loss(output_layer(hidden_layer(xb, W1, b1), W2, b2), yb)
            grads = tape.gradient(value, [W1, W2])
            optimizer.apply_gradients(zip(grads, [W1, W2]))
            done += 1
        epoch += 1
    return params


def predict(model, x):
    W1, b1, W2, b2 = model
    return output_layer(hidden_layer(x, W1, b1), W2, b2)


def evaluate(model, x, y):
    return np.mean(np.argmax(predict(model, x), 1) == np.argmax(y, 1))
