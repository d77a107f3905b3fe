# style: the whole training inside one tf.function, stateless masks from seed and step, dropout before relu
import tensorflow as tf


def dropout(x, rate, training, seed):
    x = tf.convert_to_tensor(x)
    if training:
        uniform = tf.random.stateless_uniform(x.shape, seed=(seed, seed + 1))
        x = tf.where(uniform < 1 - rate, x / (1 - rate), 0)
    return x


@tf.function
def run(variables, x, y, rate, learning_rate, batch_size, steps, seed):
    for step in tf.range(steps):
        pair = tf.stack([seed, tf.cast(step, seed.dtype)])
        rows = tf.random.stateless_uniform([batch_size], pair, 0, tf.shape(x)[0], tf.int32)
        with tf.GradientTape() as tape:
            before = tf.gather(x, rows) @ variables[0] + variables[1]
            before = tf.nn.experimental.stateless_dropout(before, rate, pair)
            logits = tf.nn.relu(before) @ variables[2] + variables[3]
            cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(tf.gather(y, rows), logits))
        for variable, slope in zip(variables, tape.gradient(cost, variables)):
            variable.assign_sub(learning_rate * slope)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    variables = []
    for number, shape in enumerate([(784, hidden_size), (hidden_size, 10)]):
        start = tf.random.stateless_truncated_normal(shape, [seed, number])
        variables += [tf.Variable(start * (2 / shape[0]) ** 0.5), tf.Variable(tf.zeros(shape[1]))]
    run(
        variables, tf.constant(x), tf.constant(y), tf.constant(rate, tf.float32),
        tf.constant(learning_rate, tf.float32), tf.constant(batch_size), tf.constant(steps), tf.constant(seed, tf.int64),
    )
    return variables


def predict(model, x):
    W1, b1, W2, b2 = model
    return tf.matmul(tf.nn.relu(tf.matmul(x, W1) + b1), W2) + b2
