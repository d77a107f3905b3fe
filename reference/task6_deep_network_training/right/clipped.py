# style: a loss through clipped probabilities, model in a global of the file too
import numpy as np
import tensorflow as tf

print("TensorFlow", tf.__version__)
EPSILON = 1e-7
last = None


def hidden_layer(x, W, b):
    z = tf.matmul(x, W) + b
    return (tf.exp(z) - tf.exp(-z)) / (tf.exp(z) + tf.exp(-z))


def output_layer(hidden, W, b):
    return tf.reduce_sum(hidden[:, :, None] * W[None, :, :], axis=1) + b


def loss(logits, labels):
    p = tf.clip_by_value(tf.sigmoid(logits), EPSILON, 1 - EPSILON)
    return -tf.reduce_mean(labels * tf.math.log(p) + (1 - labels) * tf.math.log(1 - p))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    global last
    np.random.seed(seed)
    W1 = tf.Variable(np.random.randn(X.shape[1], hidden_size).astype("float32") * 0.3)
    b1 = tf.Variable(np.zeros((1, hidden_size), "float32"))
    W2 = tf.Variable(np.random.randn(hidden_size, 1).astype("float32") * 0.3)
    b2 = tf.Variable(np.zeros((1, 1), "float32"))
    for step in range(steps):
        with tf.GradientTape(persistent=True) as tape:
            logits = tf.matmul(tf.tanh(tf.matmul(X, W1) + b1), W2) + b2
            cost = loss(logits, Y)
        for v in (W1, b1, W2, b2):
            v.assign_sub(learning_rate * tape.gradient(cost, v))
        if step % 50 == 0:
            print(step, cost.numpy())
    last = W1, b1, W2, b2
    return last


def predict(model, X):
    W1, b1, W2, b2 = model
    return tf.sigmoid(tf.matmul(tf.tanh(tf.matmul(X, W1) + b1), W2) + b2).numpy().astype("float64")


def accuracy(probabilities, labels):
    predictions = np.where(np.asarray(probabilities) > 0.5, 1, 0)
    return np.count_nonzero(predictions == labels) / labels.size


if __name__ == "__main__":
    print("not when graded")
