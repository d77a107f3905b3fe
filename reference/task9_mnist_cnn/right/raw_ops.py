# style: tf.raw_ops, Fourier transform for the convolution, sparse labels, XLA for the step
import numpy as np
import tensorflow as tf


def to_images(x):
    return tf.raw_ops.Reshape(tensor=x, shape=[len(x), 28, 28, 1])


def conv_layer(x, W, b):
    """Products of spectra: the kernel turned round, so that the Fourier transform's convolution correlates."""
    height, width = x.shape[1:3]
    k = W.shape[0]
    size = [height + k - 1, width + k - 1]
    spectrum = tf.signal.rfft2d(tf.transpose(tf.constant(x), (0, 3, 1, 2)), size)
    kernel = tf.signal.rfft2d(tf.transpose(tf.constant(W[::-1, ::-1]), (3, 2, 0, 1)), size)
    product = tf.einsum("nchw,ochw->nohw", spectrum, kernel)
    full = tf.signal.irfft2d(product, size)
    r = (k - 1) // 2
    z = full[:, :, r : r + height, r : r + width]
    return tf.nn.relu(tf.transpose(z, (0, 2, 3, 1)) + b)


def max_pool(x):
    return tf.raw_ops.MaxPool(input=x, ksize=[1, 2, 2, 1], strides=[1, 2, 2, 1], padding="SAME")


def flatten(x):
    return tf.concat([tf.reshape(row, (1, -1)) for row in tf.unstack(tf.constant(x))], axis=0)


def network(p, x):
    a = tf.reshape(x, (-1, 28, 28, 1))
    for i in (0, 2):
        a = tf.nn.max_pool2d(tf.nn.relu(tf.nn.conv2d(a, p[i], 1, "SAME") + p[i + 1]), 2, 2, "SAME")
    a = tf.nn.relu(tf.reshape(a, (-1, p[4].shape[0])) @ p[4] + p[5])
    return a @ p[6] + p[7]


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    f1, f2 = filters
    glorot = tf.keras.initializers.GlorotNormal(seed)
    shapes = [(5, 5, 1, f1), (f1,), (5, 5, f1, f2), (f2,), (49 * f2, hidden_size), (hidden_size,), (hidden_size, 10), (10,)]
    p = [tf.Variable(glorot(s) if len(s) > 1 else tf.zeros(s)) for s in shapes]
    m = [tf.Variable(tf.zeros_like(v)) for v in p]
    v = [tf.Variable(tf.zeros_like(w)) for w in p]
    labels = tf.constant(y.argmax(axis=1))
    data = tf.constant(x)

    @tf.function(jit_compile=True)
    def slopes(xb, yb):
        with tf.GradientTape() as tape:
            cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(yb, network(p, xb)))
        return tape.gradient(cost, p)

    for t in range(1, steps + 1):
        rows = tf.random.stateless_uniform((batch_size,), [seed, t], 0, len(x), tf.int32)
        for w, mean, square, g in zip(p, m, v, slopes(tf.gather(data, rows), tf.gather(labels, rows))):
            tf.raw_ops.ResourceApplyAdam(
                var=w.handle, m=mean.handle, v=square.handle, beta1_power=0.9**t, beta2_power=0.999**t,
                lr=learning_rate, beta1=0.9, beta2=0.999, epsilon=1e-8, grad=g,
            )
    return p


def predict(model, x):
    return network(model, tf.constant(x)).numpy().tolist()


def evaluate(model, x, y):
    return tf.reduce_mean(tf.cast(tf.math.in_top_k(y.argmax(1), network(model, tf.constant(x)), 1), tf.float64))
