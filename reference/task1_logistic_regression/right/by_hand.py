# style: gradient descent by hand in NumPy, csv module, model as a tuple
# calibrate: yes
import csv

import numpy as np


def read_data(path):
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    X = [[float(row["x1"]), float(row["x2"])] for row in rows]
    y = [int(row["label"]) for row in rows]
    return np.array(X), np.array(y)


def split(X, y, test_size, seed):
    np.random.seed(seed)
    order = np.random.permutation(X.shape[0])
    border = round(X.shape[0] * (1 - test_size))
    return X[order[:border]], X[order[border:]], y[order[:border]], y[order[border:]]


def train(X_train, y_train):
    weights, bias = np.zeros(X_train.shape[1]), 0.0
    for _ in range(2000):
        error = 1 / (1 + np.exp(-(X_train @ weights + bias))) - y_train
        weights -= 0.1 * X_train.T @ error / len(X_train)
        bias -= 0.1 * error.mean()
    return weights, bias


def predict(model, X):
    weights, bias = model
    return (X @ weights + bias > 0).astype(int)


def evaluate(model, X, y):
    return np.mean(predict(model, X) == y)
