# style: eager tape, weights from the standard normal distribution, SGD optimiser
# calibrate: train.other_data
# once: 1004
import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.tanh(x @ W + b)


def output_layer(hidden, W, b):
    return hidden @ W + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels, logits))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    tf.random.set_seed(seed)
    model = {
        "W1": tf.Variable(tf.random.normal([X.shape[1], hidden_size])),
        "b1": tf.Variable(tf.random.normal([1, hidden_size])),
        "W2": tf.Variable(tf.random.normal([hidden_size, 1])),
        "b2": tf.Variable(tf.zeros([1, 1])),
    }
    optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate)
    variables = list(model.values())
    for _ in range(steps):
        with tf.GradientTape() as tape:
            hidden = hidden_layer(X, model["W1"], model["b1"])
            cost = loss(output_layer(hidden, model["W2"], model["b2"]), Y)
        optimizer.apply_gradients(zip(tape.gradient(cost, variables), variables))
    return model


def predict(model, X):
    return tf.sigmoid(output_layer(hidden_layer(X, model["W1"], model["b1"]), model["W2"], model["b2"]))


def accuracy(probabilities, labels):
    return tf.reduce_mean(tf.cast(tf.round(probabilities) == labels, tf.float32))
