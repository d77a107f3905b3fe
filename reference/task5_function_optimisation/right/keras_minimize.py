# style: a Keras layer with one weight, trained by train_step on a custom model
# slow: yes
import tensorflow as tf


def loss(x):
    return tf.math.polyval([1.0, -10.0, 24.0], tf.cast(x, tf.float32))


class Point(tf.keras.layers.Layer):
    def __init__(self, x0):
        super().__init__()
        self.x = self.add_weight(shape=(), initializer=tf.keras.initializers.Constant(x0), name="x")

    def call(self, inputs=None):
        return loss(self.x)


def _optimise(x0, learning_rate, steps, seen):
    point = Point(x0)
    optimizer = tf.keras.optimizers.SGD(learning_rate)
    seen.append(point.x.numpy())
    for _ in range(steps):
        with tf.GradientTape() as tape:
            value = point(None)
        optimizer.apply(tape.gradient(value, point.trainable_variables), point.trainable_variables)
        seen.append(point.x.numpy())
    return point.x, loss(point.x)


def minimise(x0, learning_rate, steps):
    return _optimise(x0, learning_rate, steps, [])


def trace(x0, learning_rate, steps):
    seen = []
    _optimise(x0, learning_rate, steps, seen)
    return tf.stack(seen)
