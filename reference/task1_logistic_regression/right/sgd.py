# style: SGDClassifier with a log loss, own permutation, csv
import csv

import numpy as np
from sklearn.linear_model import SGDClassifier


def read_data(path):
    with open(path) as f:
        reader = csv.reader(f)
        next(reader)
        rows = [[float(v) for v in r] for r in reader if r]
    X = [r[:2] for r in rows]
    y = [int(r[2]) for r in rows]
    return X, y


def split(X, y, test_size, seed):
    X, y = np.asarray(X), np.asarray(y)
    order = np.random.RandomState(seed).permutation(len(X))
    cut = int(round(len(X) * (1 - test_size)))
    return X[order[:cut]], X[order[cut:]], y[order[:cut]], y[order[cut:]]


def train(X_train, y_train):
    return SGDClassifier(loss="log_loss", max_iter=2000, random_state=0).fit(X_train, y_train)


def predict(model, X):
    return [int(c) for c in model.predict(X)]


def evaluate(model, X, y):
    right = 0
    for p, t in zip(predict(model, X), y):
        if p == t:
            right += 1
    return right / len(y)
