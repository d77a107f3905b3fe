# style: predict_proba and a threshold; confusion matrix for the accuracy
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix
from sklearn.utils import shuffle


def read_data(path):
    data = pd.read_csv(path)
    return data.loc[:, ["x1", "x2"]], data.label


def split(X, y, test_size, seed):
    X, y = shuffle(X, y, random_state=seed)
    n = len(X) - int(test_size * len(X))
    return X[:n], X[n:], y[:n], y[n:]


def train(X_train, y_train):
    return LogisticRegression(C=1e6, max_iter=1000).fit(X_train, y_train)


def predict(model, X):
    return (model.predict_proba(X)[:, 1] >= 0.5).astype(int)


def evaluate(model, X, y):
    matrix = confusion_matrix(y, predict(model, X), labels=[0, 1])
    return matrix.trace() / matrix.sum()
