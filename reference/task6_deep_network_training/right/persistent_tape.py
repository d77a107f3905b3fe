# style: persistent tape, tf.function with an input signature, pathwise gradients one by one, a list as the model
import tensorflow as tf

F32 = tf.float32


@tf.function
def hidden_layer(x, W, b):
    return tf.keras.activations.tanh(tf.tensordot(x, W, axes=1) + b)


@tf.function(reduce_retracing=True)
def output_layer(hidden, W, b):
    return tf.tensordot(hidden, W, axes=[[1], [0]]) + b


@tf.function(input_signature=[tf.TensorSpec([None, 1], F32), tf.TensorSpec([None, 1], F32)])
def loss(logits, labels):
    # max(z, 0) - z * y + log(1 + exp(-|z|))
    rows = tf.maximum(logits, 0.0) - logits * labels + tf.math.softplus(-tf.abs(logits))
    return tf.reduce_sum(rows) / tf.cast(tf.shape(rows)[0], F32)


def train(X, Y, hidden_size, learning_rate, steps, seed):
    generator = tf.random.Generator.from_seed(seed)
    W1 = tf.Variable(generator.truncated_normal((X.shape[1], hidden_size), stddev=0.7))
    b1 = tf.Variable(generator.uniform((1, hidden_size), -0.1, 0.1))
    W2 = tf.Variable(generator.truncated_normal((hidden_size, 1), stddev=0.7))
    b2 = tf.Variable([[0.0]])
    x, y = tf.convert_to_tensor(X, F32), tf.convert_to_tensor(Y, F32)
    while steps > 0:
        with tf.GradientTape(persistent=True) as tape:
            value = loss(output_layer(hidden_layer(x, W1, b1), W2, b2), y)
        updates = [(variable, tape.gradient(value, variable)) for variable in (W1, b1, W2, b2)]
        del tape
        for variable, gradient in updates:
            variable.assign(variable - learning_rate * gradient)
        steps -= 1
    return [variable.numpy() for variable in (W1, b1, W2, b2)]


def predict(model, X):
    W1, b1, W2, b2 = model
    return 1 / (1 + tf.exp(-output_layer(hidden_layer(X, W1, b1), W2, b2)))


@tf.function
def accuracy(probabilities, labels):
    wrong = tf.not_equal(probabilities >= 0.5, labels >= 0.5)
    return 1 - tf.math.count_nonzero(wrong, dtype=F32) / tf.size(labels, out_type=F32)
