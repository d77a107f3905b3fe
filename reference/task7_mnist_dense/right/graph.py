# style: compat.v1 placeholders, session and feed_dict inside the functions
# calibrate: yes
import numpy as np
import tensorflow.compat.v1 as tf


def run(build, *values):
    """Build a little graph on placeholders, feed it and fetch what comes out."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = [tf.placeholder(tf.float32, np.shape(value)) for value in values]
        return session.run(build(*inputs), feed_dict=dict(zip(inputs, values)))


def prepare(images, labels):
    x = images.reshape(-1, 28 * 28) / 255.0
    with tf.Graph().as_default(), tf.Session() as session:
        y = session.run(tf.one_hot(labels, depth=10))
    return x.astype(np.float32), y


def batches(x, y, batch_size, seed):
    np.random.seed(seed)
    order = np.random.permutation(x.shape[0])
    x, y = x[order], y[order]
    for i in range(0, x.shape[0], batch_size):
        yield x[i : i + batch_size], y[i : i + batch_size]


def hidden_layer(x, W, b):
    return run(lambda x, W, b: tf.nn.relu(tf.matmul(x, W) + b), x, W, b)


def output_layer(hidden, W, b):
    return run(lambda h, W, b: tf.matmul(h, W) + b, hidden, W, b)


def cross_entropy(logits, labels):
    return tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits))


def loss(logits, labels):
    return run(cross_entropy, logits, labels)


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        X = tf.placeholder(tf.float32, [None, 784])
        Y = tf.placeholder(tf.float32, [None, 10])
        W1 = tf.Variable(tf.truncated_normal([784, hidden_size], stddev=0.1))
        b1 = tf.Variable(tf.constant(0.1, shape=[hidden_size]))
        W2 = tf.Variable(tf.truncated_normal([hidden_size, 10], stddev=0.1))
        b2 = tf.Variable(tf.constant(0.1, shape=[10]))
        hidden = tf.nn.relu(tf.matmul(X, W1) + b1)
        logits = tf.matmul(hidden, W2) + b2
        step = tf.train.AdamOptimizer(learning_rate).minimize(cross_entropy(logits, Y))
        session = tf.Session(graph=graph)
        session.run(tf.global_variables_initializer())
    done = 0
    while done < steps:
        for x_batch, y_batch in batches(x, y, batch_size, (seed + done) % 2**32):
            if done >= steps:
                break
            session.run(step, feed_dict={X: x_batch, Y: y_batch})
            done += 1
    return {"session": session, "X": X, "logits": logits}


def predict(model, x):
    return model["session"].run(model["logits"], feed_dict={model["X"]: x})


def evaluate(model, x, y):
    return np.mean(np.argmax(predict(model, x), 1) == np.argmax(y, 1))
