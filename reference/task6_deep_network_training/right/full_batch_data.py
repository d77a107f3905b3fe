# style: tf.data iterator of one full batch, RMSprop of Keras, model as a dict of a Keras and a NumPy part; helpers nested
import tensorflow as tf
from tensorflow.keras.optimizers import RMSprop


def hidden_layer(x, W, b):
    rows = [tf.tanh(tf.linalg.matvec(W, row, transpose_a=True) + b[0]) for row in x]
    return tf.stack(rows)


def output_layer(hidden, W, b):
    return tf.map_fn(lambda row: tf.linalg.matvec(W, row, transpose_a=True) + b[0], tf.constant(hidden))


def loss(logits, labels):
    rows = zip(tf.unstack(tf.constant(logits)), tf.unstack(tf.constant(labels)))
    return tf.add_n([tf.nn.sigmoid_cross_entropy_with_logits(y, z)[0] for z, y in rows]) / len(logits)


def train(X, Y, hidden_size, learning_rate, steps, seed):
    centre, width = X.mean(axis=0), X.std(axis=0) + 1e-6

    def scaled(x):
        return (x - centre) / width

    net = tf.keras.Sequential()
    net.add(tf.keras.layers.InputLayer(shape=(X.shape[1],)))
    net.add(tf.keras.layers.Dense(hidden_size, "tanh", kernel_initializer=tf.keras.initializers.Orthogonal(seed=seed)))
    net.add(tf.keras.layers.Dense(1, kernel_initializer=tf.keras.initializers.RandomNormal(0, 0.1, seed=seed)))
    optimiser = RMSprop(learning_rate / 20)
    data = tf.data.Dataset.from_tensor_slices((scaled(X), Y)).batch(len(X)).repeat().take(steps)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            value = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=net(x)))
        optimiser.apply(tape.gradient(value, net.trainable_variables), net.trainable_variables)
        return value

    for x, y in data:
        step(x, y)
    return {"net": net, "scaled": scaled}


def predict(model, X):
    return tf.sigmoid(model["net"](model["scaled"](X)))


def accuracy(probabilities, labels):
    return tf.keras.metrics.BinaryAccuracy()(labels, probabilities)
