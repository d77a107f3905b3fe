# style: eager TensorFlow, tf.nn.experimental.stateless_dropout, variables in a dict, assign_sub
import tensorflow as tf


def dropout(x, rate, training, seed):
    if not training:
        return x
    return tf.nn.experimental.stateless_dropout(x, rate, seed=[1, seed])


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    tf.random.set_seed(seed)
    glorot = tf.keras.initializers.GlorotUniform(seed=seed)
    model = {
        "W1": tf.Variable(glorot((784, hidden_size))),
        "b1": tf.Variable(tf.zeros((1, hidden_size))),
        "W2": tf.Variable(glorot((hidden_size, 10))),
        "b2": tf.Variable(tf.zeros((1, 10))),
    }
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch_size).repeat()
    for number, (xb, yb) in enumerate(data.take(steps)):
        with tf.GradientTape() as tape:
            hidden = tf.nn.relu(tf.matmul(xb, model["W1"]) + model["b1"])
            hidden = dropout(hidden, rate, True, (seed + number) % 2**31)
            logits = tf.matmul(hidden, model["W2"]) + model["b2"]
            loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(labels=yb, logits=logits))
        for name, gradient in tape.gradient(loss, model).items():
            model[name].assign_sub(learning_rate * gradient)
    return model


def predict(model, x):
    hidden = tf.nn.relu(tf.matmul(x, model["W1"]) + model["b1"])
    return tf.matmul(hidden, model["W2"]) + model["b2"]
