# style: keras.random.dropout and keras.ops, dropout as a layer class of its own, functional Keras
import keras
from keras import ops


class Inverted(keras.layers.Layer):
    def __init__(self, rate, **options):
        super().__init__(**options)
        self.rate = rate
        self.dice = keras.random.SeedGenerator(1337)

    def call(self, inputs, training=False):
        if training and self.rate > 0:
            keep = keras.random.uniform(ops.shape(inputs), seed=self.dice) >= self.rate
            return inputs * ops.cast(keep, inputs.dtype) / (1 - self.rate)
        return inputs


def dropout(x, rate, training, seed):
    if training and rate > 0:
        return keras.random.dropout(ops.convert_to_tensor(x), rate, seed=seed)
    return ops.convert_to_tensor(x)


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    net = keras.Sequential(
        [
            keras.layers.Dense(hidden_size),
            keras.layers.ReLU(),
            Inverted(rate),
            keras.layers.Dense(10),
            keras.layers.Softmax(),
        ]
    )
    net.build((None, 784))
    net.compile(keras.optimizers.Nadam(learning_rate), "categorical_crossentropy")
    order = keras.random.shuffle(ops.arange(len(x)), seed=seed)
    for step in range(steps):
        rows = ops.convert_to_numpy(ops.take(order, ops.arange(step * batch_size, (step + 1) * batch_size) % len(x)))
        net.train_on_batch(x[rows], y[rows])
    return net


def predict(model, x):
    return model(x, training=False)
