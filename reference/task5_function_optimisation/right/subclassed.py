# style: a Keras layer that holds x, a custom training loop with tf.keras.optimizers.SGD
import tensorflow as tf


class Parabola(tf.keras.layers.Layer):
    def __init__(self, x0):
        super().__init__()
        self.x = self.add_weight(name="x", shape=(), initializer=tf.keras.initializers.Constant(x0))

    def call(self, inputs=None):
        return loss(self.x)


class Descent:
    def __init__(self, x0, learning_rate):
        self.layer = Parabola(x0)
        self.optimizer = tf.keras.optimizers.SGD(learning_rate=learning_rate, momentum=0.0)

    def step(self):
        with tf.GradientTape() as tape:
            value = self.layer()
        gradients = tape.gradient(value, self.layer.trainable_variables)
        self.optimizer.apply_gradients(zip(gradients, self.layer.trainable_variables))

    @property
    def x(self):
        return float(self.layer.x.numpy())


def loss(x):
    return tf.math.polyval([1.0, -10.0, 24.0], tf.convert_to_tensor(x))


def minimise(x0, learning_rate, steps):
    descent = Descent(x0, learning_rate)
    for _ in range(steps):
        descent.step()
    return descent.x, float(loss(descent.x))


def trace(x0, learning_rate, steps):
    descent = Descent(x0, learning_rate)
    visited = [descent.x]
    for _ in range(steps):
        descent.step()
        visited.append(descent.x)
    return visited
