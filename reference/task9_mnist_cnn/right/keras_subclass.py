# style: subclassed Keras model, GradientTape loop over tf.data
import tensorflow as tf


def to_images(x):
    return tf.reshape(x, [-1, 28, 28])[..., tf.newaxis]


def conv_layer(x, W, b):
    return tf.maximum(tf.nn.convolution(x, W, padding="SAME") + b, 0)


def max_pool(x):
    return tf.nn.pool(x, [2, 2], "MAX", strides=[2, 2], padding="SAME")


def flatten(x):
    return tf.concat([tf.reshape(image, (1, -1)) for image in x], axis=0)


class Network(tf.keras.Model):
    def __init__(self, filters, hidden_size):
        super().__init__()
        self.convolutions = [tf.keras.layers.Conv2D(f, (5, 5), padding="same", activation="relu") for f in filters]
        self.pool = tf.keras.layers.MaxPool2D((2, 2), padding="same")
        self.flat = tf.keras.layers.Flatten()
        self.dense = tf.keras.layers.Dense(hidden_size, activation="relu", kernel_initializer="he_normal")
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        a = to_images(x)
        for convolution in self.convolutions:
            a = self.pool(convolution(a))
        return self.out(self.dense(self.flat(a)))


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    tf.keras.utils.set_random_seed(seed)
    model = Network(filters, hidden_size)
    model(x[:1])
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    compute = tf.keras.losses.CategoricalCrossentropy(from_logits=True)

    @tf.function
    def update(x_batch, y_batch):
        with tf.GradientTape() as tape:
            value = compute(y_batch, model(x_batch, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).repeat().batch(batch_size)
    for x_batch, y_batch in data.take(steps):
        update(x_batch, y_batch)
    return model


def predict(model, x):
    return model(x, training=False).numpy()


def evaluate(model, x, y):
    metric = tf.keras.metrics.CategoricalAccuracy()
    metric.update_state(y, model(x))
    return float(metric.result())
