# style: a Keras model whose weights are set
# slow: yes
import numpy as np
import tensorflow as tf


def initialise(n_features, hidden_size):
    h = tf.keras.initializers.GlorotUniform(seed=3)
    W1 = h(shape=(hidden_size, n_features))
    W2 = h(shape=(1, hidden_size))
    return W1, tf.zeros((1, hidden_size)), W2, tf.zeros((1, 1))


def _dense(inputs, W, b, activation):
    layer = tf.keras.layers.Dense(W.shape[0], activation=activation)
    layer.build((None, W.shape[1]))
    layer.set_weights([np.transpose(W), np.ravel(b)])
    return layer(tf.cast(inputs, tf.float32))


def hidden_layer(inputs, W, b):
    return _dense(inputs, W, b, "tanh")


def output_layer(inputs, W, b):
    return _dense(inputs, W, b, "sigmoid")


def forward_propagation(X, W1, b1, W2, b2):
    model = tf.keras.Sequential(
        [
            tf.keras.Input((X.shape[1],)),
            tf.keras.layers.Dense(W1.shape[0], activation="tanh"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.set_weights([W1.T, b1[0], W2.T, b2[0]])
    return model.predict(X, verbose=0)
