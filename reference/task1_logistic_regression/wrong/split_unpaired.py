# mistake: rows-unpaired
# loses: split.rows split.seed
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score


def read_data(path):
    data = pd.read_csv(path)
    return data[["x1", "x2"]].to_numpy(), data["label"].to_numpy()


def split(X, y, test_size, seed):
    rng = np.random.default_rng(seed)
    k = round(len(X) * (1 - test_size))
    X, y = rng.permutation(X), rng.permutation(y)
    return X[:k], X[k:], y[:k], y[k:]


def train(X_train, y_train):
    return LogisticRegression().fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
