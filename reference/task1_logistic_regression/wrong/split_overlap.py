# mistake: rows-in-both
# loses: split.rows split.seed
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score


def read_data(path):
    data = pd.read_csv(path)
    return data[["x1", "x2"]].to_numpy(), data["label"].to_numpy()


def split(X, y, test_size, seed):
    order = np.random.default_rng(seed).permutation(len(X))
    k = round(len(X) * (1 - test_size))
    return X[order], X[order[k:]], y[order], y[order[k:]]


def train(X_train, y_train):
    return LogisticRegression().fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
