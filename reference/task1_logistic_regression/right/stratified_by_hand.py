# style: stratified split by hand, scipy's minimiser, np.int8 classes
import numpy as np
from scipy.optimize import minimize


def read_data(path):
    with open(path) as file:
        header, *lines = file.read().split()
    table = np.array([line.split(",") for line in lines], dtype=float)
    return table[:, :2], table[:, 2].astype(np.int8)


def split(X, y, test_size, seed):
    rng = np.random.default_rng(seed)
    total = int(np.ceil(test_size * len(X)))
    ones = rng.permutation(np.flatnonzero(y == 1))
    zeros = rng.permutation(np.flatnonzero(y == 0))
    k = round(total * len(ones) / len(X))
    test = np.concatenate([ones[:k], zeros[: total - k]])
    rest = np.concatenate([ones[k:], zeros[total - k :]])
    rng.shuffle(test)
    rng.shuffle(rest)
    return X[rest], X[test], y[rest], y[test]


def train(X_train, y_train):
    A = np.column_stack([X_train, np.ones(len(X_train))])
    sign = 2.0 * y_train - 1

    def loss(w):
        return np.logaddexp(0, -sign * (A @ w)).mean() + 1e-3 * w @ w

    return minimize(loss, np.zeros(3)).x


def predict(model, X):
    return (X @ model[:2] + model[2] > 0).astype(np.int8)


def evaluate(model, X, y):
    return np.count_nonzero(predict(model, X) == y) / len(X)
