# style: Keras model with a train_step of its own and a Dropout layer, fit with one step an epoch
import keras
import numpy as np
import tensorflow as tf


def dropout(x, rate, training, seed):
    layer = keras.layers.Dropout(rate, seed=seed)
    return np.array(layer(x, training=training))


class Net(keras.Model):
    def train_step(self, data):
        x, y = data
        with tf.GradientTape() as tape:
            cost = self.compute_loss(x, y, self(x, training=True))
        self.optimizer.apply(tape.gradient(cost, self.trainable_weights), self.trainable_weights)
        return {"loss": cost}


def train(x, y, hidden_size, rate, learning_rate, batch_size, steps, seed):
    keras.utils.set_random_seed(seed)
    inputs = keras.Input((784,))
    hidden = keras.layers.Dense(hidden_size, "relu", kernel_initializer="he_uniform")(inputs)
    outputs = keras.layers.Dense(10)(keras.layers.Dropout(rate)(hidden))
    net = Net(inputs, outputs)
    net.compile(keras.optimizers.SGD(learning_rate), keras.losses.CategoricalCrossentropy(from_logits=True))
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).repeat().batch(batch_size)
    net.fit(data, epochs=steps, steps_per_epoch=1, verbose=0)
    return net


def predict(model, x):
    return model.predict_on_batch(x)
