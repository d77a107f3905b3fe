# style: Keras layers with add_weight, fit called once for each step, sigmoid in the model, early prints and plots
import matplotlib

matplotlib.use("Agg")
import keras
import matplotlib.pyplot as plt
import tensorflow as tf
from keras import ops


class Linear(keras.layers.Layer):
    def __init__(self, units, activation=None, seed=None):
        super().__init__()
        self.units, self.seed, self.activation = units, seed, keras.activations.get(activation)

    def build(self, shape):
        self.W = self.add_weight(
            shape=(shape[-1], self.units), initializer=keras.initializers.LecunNormal(seed=self.seed), name="W"
        )
        self.b = self.add_weight(shape=(1, self.units), initializer="zeros", name="b")

    def call(self, x):
        return self.activation(ops.matmul(x, self.W) + self.b)


def hidden_layer(x, W, b):
    return ops.tanh(ops.add(ops.matmul(x, W), b))


def output_layer(hidden, W, b):
    return ops.add(ops.dot(hidden, W), b)


def loss(logits, labels):
    return ops.mean(ops.binary_crossentropy(ops.convert_to_tensor(labels), logits, from_logits=True))


def train(X, Y, hidden_size, learning_rate, steps, seed):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input((X.shape[1],)), Linear(hidden_size, "tanh", seed), Linear(1, "sigmoid", seed)])
    model.compile(optimizer=keras.optimizers.SGD(learning_rate), loss="binary_crossentropy", metrics=["accuracy"])
    losses = []
    for _ in range(steps):
        history = model.fit(X, Y, batch_size=X.shape[0], epochs=1, verbose=0)
        losses.append(history.history["loss"][0])
    plt.figure()
    plt.plot(losses)
    plt.close()
    return {"network": model, "losses": losses}


def predict(model, X):
    return model["network"](tf.constant(X))


def accuracy(probabilities, labels):
    return ops.mean(ops.cast(ops.equal(ops.round(probabilities), labels), "float32"))
