# style: tf.keras SGD inside train, NumPy outside
# slow: yes
import numpy as np
import tensorflow as tf


def cost(output, Y):
    bce = tf.keras.losses.BinaryCrossentropy()
    return bce(tf.cast(Y, tf.float32), tf.cast(output, tf.float32)).numpy()


def backward_propagation(X, Y, W2, output, hidden):
    m = X.shape[0]
    G = output - Y
    H = G @ W2 - (G @ W2) * hidden**2
    return H.T @ X / m, np.mean(H, 0, keepdims=True), G.T @ hidden / m, np.mean(G, 0, keepdims=True)


def update(params, gradients, learning_rate):
    variables = [tf.Variable(p) for p in params]
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    optimizer.apply_gradients(zip([tf.convert_to_tensor(g) for g in gradients], variables))
    return [v.numpy() for v in variables]


def train(X, Y, hidden_size, learning_rate, iterations, seed):
    tf.keras.utils.set_random_seed(seed)
    model = tf.keras.Sequential(
        [
            tf.keras.Input((X.shape[1],)),
            tf.keras.layers.Dense(hidden_size, activation="tanh"),
            tf.keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    X, Y = tf.constant(X, tf.float32), tf.constant(Y, tf.float32)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.keras.losses.binary_crossentropy(Y, model(X)))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))

    for _ in range(iterations):
        step()
    W1, b1, W2, b2 = model.get_weights()
    return W1.T, b1[None], W2.T, b2[None]


def predict(X, W1, b1, W2, b2):
    return tf.cast(tf.sigmoid(tf.tanh(X @ W1.T + b1) @ W2.T + b2) > 0.5, tf.int32)
