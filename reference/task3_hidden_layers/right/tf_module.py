# style: tf.Module with variables, tensors out
# slow: yes
import tensorflow as tf

generator = tf.random.Generator.from_seed(7)


class Layer(tf.Module):
    def __init__(self, W, b, activation):
        super().__init__()
        self.W, self.b, self.activation = tf.Variable(W), tf.Variable(b), activation

    def __call__(self, x):
        return self.activation(tf.matmul(x, self.W, transpose_b=True) + self.b)


def initialise(n_features, hidden_size):
    return (
        tf.Variable(generator.normal((hidden_size, n_features), stddev=0.1)),
        tf.Variable(tf.zeros((1, hidden_size))),
        tf.Variable(generator.normal((1, hidden_size), stddev=0.1)),
        tf.Variable(tf.zeros((1, 1))),
    )


def hidden_layer(inputs, W, b):
    return Layer(W, b, tf.tanh)(inputs)


def output_layer(inputs, W, b):
    return Layer(W, b, tf.sigmoid)(inputs)


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
