# mistake: few-digits
# loses: hidden_layer.values
import tensorflow as tf


def hidden_layer(x, W, b):
    return tf.round(100 * tf.tanh(tf.matmul(x, W) + b)) / 100


def output_layer(hidden, W, b):
    return tf.matmul(hidden, W) + b


def loss(logits, labels):
    return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=labels, logits=logits))


def forward(variables, x):
    W1, b1, W2, b2 = variables
    return tf.matmul(tf.tanh(tf.matmul(x, W1) + b1), W2) + b2


def train(X, Y, hidden_size, learning_rate, steps, seed):
    X = tf.constant(X, tf.float32)
    Y = tf.constant(Y, tf.float32)
    glorot = tf.keras.initializers.GlorotUniform(seed)
    variables = [
        tf.Variable(glorot((X.shape[1], hidden_size))),
        tf.Variable(tf.zeros((1, hidden_size))),
        tf.Variable(glorot((hidden_size, 1))),
        tf.Variable(tf.zeros((1, 1))),
    ]

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            cost = loss(forward(variables, X), Y)
        for variable, gradient in zip(variables, tape.gradient(cost, variables)):
            variable.assign_sub(learning_rate * gradient)

    for _ in range(steps):
        step()
    return variables


def predict(model, X):
    return tf.sigmoid(forward(model, tf.constant(X, tf.float32)))


def accuracy(probabilities, labels):
    right = tf.equal(tf.cast(probabilities > 0.5, tf.float32), tf.cast(labels, tf.float32))
    return tf.reduce_mean(tf.cast(right, tf.float32))
