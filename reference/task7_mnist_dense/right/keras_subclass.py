# style: subclassed Keras model, GradientTape loop over tf.data
import tensorflow as tf


def prepare(images, labels):
    x = tf.image.convert_image_dtype(images, tf.float32)
    return tf.reshape(x, (-1, 784)), tf.one_hot(labels, 10, dtype=tf.float32)


def batches(x, y, batch_size, seed):
    tf.random.set_seed(seed)
    order = tf.random.shuffle(tf.range(len(x)), seed=seed)
    x, y = tf.gather(x, order), tf.gather(y, order)
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(batch_size)


def hidden_layer(x, W, b):
    return tf.maximum(tf.einsum("ij,jk->ik", x, W) + b, 0.0)


def output_layer(hidden, W, b):
    return tf.einsum("ij,jk->ik", hidden, W) + b


def loss(logits, labels):
    return tf.losses.categorical_crossentropy(labels, logits, from_logits=True).numpy().mean()


class Network(tf.keras.Model):
    def __init__(self, hidden_size):
        super().__init__()
        self.hidden = tf.keras.layers.Dense(hidden_size, activation="relu", kernel_initializer="he_normal")
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return self.out(self.hidden(x))


def train(x, y, hidden_size, learning_rate, batch_size, steps, seed):
    tf.keras.utils.set_random_seed(seed)
    model = Network(hidden_size)
    model(x[:1])
    optimizer = tf.keras.optimizers.Adam(learning_rate)
    compute = tf.keras.losses.CategoricalCrossentropy(from_logits=True)

    @tf.function
    def update(x_batch, y_batch):
        with tf.GradientTape() as tape:
            value = compute(y_batch, model(x_batch, training=True))
        gradients = tape.gradient(value, model.trainable_variables)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))

    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).repeat().batch(batch_size, drop_remainder=True)
    for x_batch, y_batch in data.take(steps):
        update(x_batch, y_batch)
    return model


def predict(model, x):
    return model(x, training=False).numpy()


def evaluate(model, x, y):
    metric = tf.keras.metrics.CategoricalAccuracy()
    metric.update_state(y, model(x))
    return metric.result()
