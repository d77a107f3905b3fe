# style: compat.v1 graphs, placeholders and sessions inside the functions
# calibrate: yes
import numpy as np
import tensorflow as tf

v1 = tf.compat.v1


def dropout(x, rate, training, seed):
    with tf.Graph().as_default(), v1.Session() as sess:
        inputs = v1.placeholder(tf.float32, [None, None])
        drop_rate = v1.placeholder_with_default(0.0, [])
        uniform = tf.random.uniform(tf.shape(inputs), seed=seed)
        output = inputs * tf.cast(uniform >= drop_rate, tf.float32) / (1.0 - drop_rate)
        feed = {inputs: x}
        if training:
            feed[drop_rate] = rate
        return sess.run(output, feed_dict=feed)


def build(features, hidden_size, learning_rate, seed):
    graph = tf.Graph()
    with graph.as_default():
        v1.set_random_seed(seed)
        net = {"x": v1.placeholder(tf.float32, [None, features]), "y": v1.placeholder(tf.float32, [None, 10])}
        net["rate"] = v1.placeholder_with_default(0.0, [])
        W1 = tf.Variable(tf.random.truncated_normal([features, hidden_size], stddev=0.1))
        b1 = tf.Variable(tf.zeros([hidden_size]))
        W2 = tf.Variable(tf.random.truncated_normal([hidden_size, 10], stddev=0.1))
        b2 = tf.Variable(tf.zeros([10]))
        hidden = tf.nn.relu(tf.matmul(net["x"], W1) + b1)
        hidden = v1.nn.dropout(hidden, rate=net["rate"])
        net["logits"] = tf.matmul(hidden, W2) + b2
        loss = tf.reduce_mean(v1.nn.softmax_cross_entropy_with_logits_v2(labels=net["y"], logits=net["logits"]))
        net["step"] = v1.train.AdamOptimizer(learning_rate).minimize(loss)
        net["init"] = v1.global_variables_initializer()
    return graph, net


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    graph, net = build(x.shape[1], hidden_size, learning_rate, seed)
    sess = v1.Session(graph=graph)
    sess.run(net["init"])
    rng = np.random.RandomState(seed)
    for _ in range(steps):
        rows = rng.choice(len(x), batch_size, replace=False)
        sess.run(net["step"], feed_dict={net["x"]: x[rows], net["y"]: y[rows], net["rate"]: rate})
    return sess, net


def predict(model, x):
    sess, net = model
    return sess.run(net["logits"], feed_dict={net["x"]: x})
