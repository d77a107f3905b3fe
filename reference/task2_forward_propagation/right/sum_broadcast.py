# style: broadcasting and sum instead of a product; everything cast to float32
import numpy as np


def read_data(path):
    lines = open(path).readlines()
    header = lines[0].strip().split(",")
    cols = {h: [] for h in header}
    for line in lines[1:]:
        for h, v in zip(header, line.strip().split(",")):
            cols[h].append(float(v))
    X = np.stack([cols["x1"], cols["x2"]], axis=-1)
    return X, np.array(cols["label"])[:, None]


def sigmoid(z):
    z = np.asarray(z)
    with np.errstate(over="ignore"):
        return np.divide(1.0, np.add(1.0, np.exp(np.negative(z))))


def initialise(n_features):
    global _calls
    _calls = globals().get("_calls", 0) + 1
    return np.random.default_rng(_calls).uniform(-0.5, 0.5, size=(1, n_features)), np.zeros((1, 1))


def forward_propagation(X, W, b):
    X, W, b = (np.asarray(a, dtype=np.float32) for a in (X, W, b))
    return sigmoid((X * W).sum(axis=1, keepdims=True) + b)


def classify(probabilities):
    classes = np.zeros_like(probabilities)
    classes[probabilities > 0.5] = 1
    return classes
