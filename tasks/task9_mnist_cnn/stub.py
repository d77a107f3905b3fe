"""Task 9: Handwritten digits with a convolutional network.

A dense layer does not know which pixels are neighbours. A convolution does: it lays one small kernel on
every place of the image and computes the same weighted sum there.

    conv_layer: z[i, j, o] = Σ_u Σ_v Σ_c x[i + u − r, j + v − r, c] · W[u, v, c, o] + b[o],   r = (k − 1) / 2
                result     = relu(z) = max(z, 0)

W has the shape (k, k, c_in, c_out), k is odd, the stride is 1, and beyond the border there are zeros
(padding SAME), so that height and width stay. The kernel is not turned round.

    max_pool:   the largest value of each 2 × 2 square, stride 2: height and width are halved, odd sizes
                rounded up (padding SAME: the last square then holds what there is)

The network:

    (n, 784) → (n, 28, 28, 1)
             → convolution 5 × 5 with f1 filters, relu, pooling → (n, 14, 14, f1)
             → convolution 5 × 5 with f2 filters, relu, pooling → (n, 7, 7, f2)
             → flat (n, 49 · f2) → dense layer with relu (n, hidden_size) → output layer (n, 10)

It is trained by Adam on mini-batches with the mean softmax cross-entropy, as in task 7.

data/mnist_train.npz holds 10,000 digits to try it on, as x_train (10000, 28, 28) with pixels from 0 to 255
and y_train (10000,); divide by 255 and make the labels one-hot as in task 7.

Solve it with TensorFlow, in whatever style you like: eager with GradientTape, tf.function, Keras, or a
graph with placeholders and a session inside the functions.
"""

import numpy as np
import tensorflow as tf


def to_images(x):
    """Rows of pixels as images with one channel.

    x: (n, 784), the pixels row after row.

    Returns (n, 28, 28, 1).
    """
    raise NotImplementedError


def conv_layer(x, W, b):
    """A convolution with stride 1 and padding SAME, a bias for each filter, and relu.

    x: (n, height, width, c_in), W: (k, k, c_in, c_out) with odd k, b: (c_out,).

    Returns (n, height, width, c_out).
    """
    raise NotImplementedError


def max_pool(x):
    """The largest value of each 2 × 2 square, stride 2, padding SAME.

    x: (n, height, width, c).

    Returns (n, height / 2, width / 2, c), odd sizes rounded up.
    """
    raise NotImplementedError


def flatten(x):
    """Each image as one row: channels change fastest, then columns, then rows.

    x: (n, height, width, c).

    Returns (n, height · width · c).
    """
    raise NotImplementedError


def train(x, y, filters, hidden_size, learning_rate, batch_size, steps, seed):
    """Train the network by Adam.

    x: (n, 784) between 0 and 1, y: (n, 10) one-hot.
    filters: (f1, f2), the filters of the two convolutions.
    hidden_size: units of the dense layer between the convolutions and the output.
    learning_rate: the optimiser's; with 0 nothing is learned.
    batch_size: rows of each mini-batch.
    steps: how many updates, each on one mini-batch; with 0 the weights stay as they were initialised.
    seed: a whole number for the initial weights and the order of the data.

    Returns a model: whatever predict needs (a list of variables, a Keras model, an object, ...).
    """
    raise NotImplementedError


def predict(model, x):
    """The model's scores for each row.

    model: what train returned.
    x: (n, 784) between 0 and 1.

    Returns logits or probabilities, (n, 10).
    """
    raise NotImplementedError


def evaluate(model, x, y):
    """The model's accuracy on exactly these rows.

    model: what train returned.
    x: (n, 784), y: (n, 10) one-hot.

    Returns the share of rows whose largest score is in the label's column, between 0 and 1.
    """
    raise NotImplementedError
