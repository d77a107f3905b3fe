# style: lambdas and functools.partial; the weights in one flat variable; a Keras learning-rate schedule
from functools import partial

import tensorflow as tf

add = lambda z, b: tf.add(z, b)  # noqa: E731
linear = lambda x, W, b: add(tf.matmul(a=x, b=W), b)  # noqa: E731


def layer(activation, x, W, b):
    return activation(linear(x, W, b))


hidden_layer = partial(layer, tf.tanh)
output_layer = lambda hidden, W, b: linear(hidden, W, b)  # noqa: E731
loss = lambda logits, labels: tf.reduce_mean(  # noqa: E731
    tf.keras.backend.binary_crossentropy(tf.constant(labels), tf.constant(logits), from_logits=True)
)


def unpack(flat, f, h):
    W1, b1, W2, b2 = tf.split(flat, [f * h, h, h, 1])
    return tf.reshape(W1, (f, h)), tf.reshape(b1, (1, h)), tf.reshape(W2, (h, 1)), tf.reshape(b2, (1, 1))


def forward(flat, f, h, X):
    W1, b1, W2, b2 = unpack(flat, f, h)
    return linear(tf.tanh(linear(X, W1, b1)), W2, b2)


def train(X, Y, hidden_size, learning_rate, steps, seed):
    f, h = X.shape[1], hidden_size
    flat = tf.Variable(tf.random.stateless_uniform((f * h + 2 * h + 1,), (seed, 1), -0.7, 0.7))
    rate = tf.keras.optimizers.schedules.ExponentialDecay(learning_rate, decay_steps=1000, decay_rate=0.9)
    optimiser = tf.keras.optimizers.SGD(rate, nesterov=True, momentum=0.3)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            z = forward(flat, f, h, X)
            value = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(Y, z))
        optimiser.apply_gradients([(tape.gradient(value, flat), flat)])
    return partial(forward, tf.identity(flat), f, h)


predict = lambda model, X: tf.math.sigmoid(model(X))  # noqa: E731
accuracy = lambda probabilities, labels: tf.reduce_mean(  # noqa: E731
    tf.keras.metrics.binary_accuracy(tf.constant(labels), tf.constant(probabilities))
)
