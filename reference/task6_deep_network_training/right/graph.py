# style: compat.v1 graph and session inside functions
# calibrate: yes
import numpy as np
import tensorflow as tf

tf1 = tf.compat.v1


def hidden_layer(x, W, b):
    return tf.tanh(tf.add(tf.matmul(x, W), b))


def output_layer(hidden, W, b):
    return tf.add(tf.matmul(hidden, W), b)


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(logits=logits, labels=labels))


def build(n_features, hidden_size, seed):
    x = tf1.placeholder(tf.float32, [None, n_features])
    y = tf1.placeholder(tf.float32, [None, 1])
    W1 = tf1.get_variable("W1", [n_features, hidden_size], initializer=tf1.random_normal_initializer(stddev=0.5, seed=seed))
    b1 = tf1.get_variable("b1", [1, hidden_size], initializer=tf1.zeros_initializer())
    W2 = tf1.get_variable("W2", [hidden_size, 1], initializer=tf1.random_normal_initializer(stddev=0.5, seed=seed + 1))
    b2 = tf1.get_variable("b2", [1, 1], initializer=tf1.zeros_initializer())
    logits = output_layer(hidden_layer(x, W1, b1), W2, b2)
    return x, y, logits, [W1, b1, W2, b2]


def train(X, Y, hidden_size, learning_rate, steps, seed):
    with tf1.Graph().as_default(), tf1.Session() as session:
        x, y, logits, weights = build(X.shape[1], hidden_size, seed % 10**6)
        minimise = tf1.train.GradientDescentOptimizer(learning_rate).minimize(loss(logits, y))
        session.run(tf1.global_variables_initializer())
        for _ in range(steps):
            session.run(minimise, feed_dict={x: X, y: Y})
        return session.run(weights)


def predict(model, X):
    with tf1.Graph().as_default(), tf1.Session() as session:
        x = tf1.placeholder(tf.float32, [None, X.shape[1]])
        W1, b1, W2, b2 = model
        probabilities = tf.sigmoid(output_layer(hidden_layer(x, W1, b1), W2, b2))
        return session.run(probabilities, feed_dict={x: X})


def accuracy(probabilities, labels):
    return np.mean((probabilities > 0.5) == (labels > 0.5))
