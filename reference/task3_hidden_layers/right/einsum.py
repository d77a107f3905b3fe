# style: einsum, sigmoid by tanh, uniform weights
import numpy as np


def initialise(n_features, hidden_size):
    rng = np.random.default_rng()
    limit = np.sqrt(6 / (n_features + hidden_size))
    return (
        rng.uniform(-limit, limit, (hidden_size, n_features)),
        rng.uniform(-0.1, 0.1, (1, hidden_size)),
        rng.uniform(-limit, limit, (1, hidden_size)),
        rng.uniform(-0.1, 0.1, (1, 1)),
    )


def hidden_layer(inputs, W, b):
    return np.tanh(np.einsum("nf,hf->nh", inputs, W) + b)


def output_layer(inputs, W, b):
    return 0.5 * (1 + np.tanh(0.5 * (np.einsum("nh,oh->no", inputs, W) + b)))


def forward_propagation(X, W1, b1, W2, b2):
    return output_layer(hidden_layer(X, W1, b1), W2, b2)
