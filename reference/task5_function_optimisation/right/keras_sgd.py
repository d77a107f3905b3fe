# style: Keras SGD with apply_gradients, tf.Variable returned
# slow: yes
import tensorflow as tf
from tensorflow import keras


def loss(x):
    x = tf.convert_to_tensor(x, dtype=tf.float32)
    return tf.add(tf.subtract(tf.pow(x, 2), tf.multiply(10.0, x)), 24.0)


def minimise(x0, learning_rate, steps):
    x = tf.Variable(float(x0), trainable=True)
    opt = keras.optimizers.SGD(learning_rate=learning_rate, momentum=0.0)
    for i in range(steps):
        with tf.GradientTape() as t:
            cost = loss(x)
        grads = t.gradient(cost, [x])
        opt.apply_gradients(zip(grads, [x]))
    return x, loss(x)


def trace(x0, learning_rate, steps):
    x = tf.Variable(float(x0))
    opt = keras.optimizers.SGD(learning_rate=learning_rate)
    history = tf.TensorArray(tf.float32, size=steps + 1)
    history = history.write(0, x)
    for i in range(steps):
        with tf.GradientTape() as t:
            cost = loss(x)
        opt.apply_gradients([(t.gradient(cost, x), x)])
        history = history.write(i + 1, x)
    return history.stack()
