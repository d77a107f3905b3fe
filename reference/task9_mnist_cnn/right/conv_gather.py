# style: convolution as a sum over shifted images, tf.while_loop training, model as nested Python lists of numbers
import numpy as np
import tensorflow as tf


def to_images(x):
    return tf.stack([tf.reshape(row, (28, 28, 1)) for row in x])


def conv_layer(x, W, b):
    k, height, width = W.shape[0], x.shape[1], x.shape[2]
    padded = tf.pad(x, [[0, 0], [k // 2, k // 2], [k // 2, k // 2], [0, 0]])
    total = tf.zeros((1,))
    for i in range(k):
        for j in range(k):
            total += tf.einsum("nhwc,co->nhwo", padded[:, i : i + height, j : j + width, :], W[i, j])
    return tf.where(total + b > 0, total + b, 0.0)


def max_pool(x):
    x = np.asarray(x)
    out = [
        [[[max(x[n, i : i + 2, j : j + 2, c].flat) for c in range(x.shape[3])] for j in range(0, x.shape[2], 2)]
         for i in range(0, x.shape[1], 2)]
        for n in range(x.shape[0])
    ]
    return tf.constant(out)


def flatten(x):
    n, h, w, c = x.shape
    return [[x[m, i, j, k] for i in range(h) for j in range(w) for k in range(c)] for m in range(n)]


def forward(p, x):
    a = tf.reshape(x, (-1, 28, 28, 1))
    a = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(a, p[0], 1, "SAME") + p[1]), 2, 2, "SAME")
    a = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(a, p[2], 1, "SAME") + p[3]), 2, 2, "SAME")
    a = tf.nn.relu(tf.matmul(tf.reshape(a, (-1, p[4].shape[0])), p[4]) + p[5])
    return tf.matmul(a, p[6]) + p[7]


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    shapes = [[5, 5, 1, filters[0]], [5, 5, *filters], [49 * filters[1], hidden_size], [hidden_size, 10]]
    p = []
    for shape in shapes:
        p += [tf.random.truncated_normal(shape, stddev=0.1), tf.fill([shape[-1]], 0.1)]
    m, v = [tf.zeros_like(w) for w in p], [tf.zeros_like(w) for w in p]

    @tf.function
    def step(p, m, v, t, xb, yb):
        with tf.GradientTape() as tape:
            tape.watch(p)
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(yb, forward(p, xb)))
        g = tape.gradient(cost, p)
        m = [0.9 * a + 0.1 * b for a, b in zip(m, g)]
        v = [0.99 * a + 0.01 * b * b for a, b in zip(v, g)]
        rate = learning_rate * tf.sqrt(1 - 0.99**t) / (1 - 0.9**t)
        return [w - rate * a / (tf.sqrt(b) + 1e-8) for w, a, b in zip(p, m, v)], m, v

    for t in range(steps):
        rows = tf.random.shuffle(tf.range(len(x)))[:batch_size]
        p, m, v = step(p, m, v, tf.constant(t + 1.0), tf.gather(x, rows), tf.gather(y, rows))
    return [w.numpy().tolist() for w in p]


def predict(model, x):
    p = [tf.constant(w) for w in model]
    return tf.nn.log_softmax(forward(p, tf.constant(x)))


def evaluate(model, x, y):
    return np.float32((np.argmax(predict(model, x), 1) == np.nonzero(y)[1]).mean())
