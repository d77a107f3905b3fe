# style: standardised inputs kept with the model, train_step in tf.function, pandas for the score
# calibrate: train.other_data
import pandas as pd
import tensorflow as tf
from sklearn.preprocessing import StandardScaler


def hidden_layer(x, W, b):
    return tf.keras.layers.Activation("tanh")(tf.linalg.matmul(x, W) + b)


def output_layer(hidden, W, b):
    return tf.tensordot(hidden, W, axes=1) + b


def loss(logits, labels):
    return tf.math.reduce_mean(tf.math.softplus(tf.where(labels > 0.5, -logits, logits)))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    tf.keras.utils.set_random_seed(seed)
    scaler = StandardScaler().fit(X)
    x = tf.constant(scaler.transform(X), tf.float32)
    dense = tf.keras.layers.Dense(hidden_size, "tanh", kernel_initializer="he_normal")
    out = tf.keras.layers.Dense(1)
    out(dense(x))
    weights = dense.trainable_weights + out.trainable_weights
    optimizer = tf.keras.optimizers.Adam(0.05 * learning_rate)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            cost = loss(out(dense(x)), Y)
        optimizer.apply_gradients(zip(tape.gradient(cost, weights), weights))

    for _ in range(steps):
        step()
    return {"scaler": scaler, "layers": (dense, out)}


def predict(model, X):
    dense, out = model["layers"]
    return tf.sigmoid(out(dense(tf.constant(model["scaler"].transform(X), tf.float32))))


def accuracy(probabilities, labels):
    frame = pd.DataFrame({"p": probabilities[:, 0], "y": labels[:, 0]})
    return ((frame.p > 0.5) == (frame.y > 0.5)).mean()
