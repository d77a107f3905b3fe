# style: own estimator class with BaseEstimator, polynomial features
import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler


class Model(ClassifierMixin, BaseEstimator):
    def fit(self, X, y):
        self.classes_ = np.unique(y)
        self.pipeline_ = Pipeline(
            [("poly", PolynomialFeatures(2)), ("scale", StandardScaler()), ("lr", LogisticRegression(max_iter=500))]
        )
        self.pipeline_.fit(X, y)
        return self

    def predict(self, X):
        return self.pipeline_.predict(X)


def read_data(path):
    X = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(0, 1), ndmin=2)
    y = np.loadtxt(path, delimiter=",", skiprows=1, usecols=2, dtype=float, ndmin=1)
    return X, y


def split(X, y, test_size, seed):
    train_rows, test_rows = train_test_split(range(len(X)), test_size=test_size, random_state=seed)
    return X[train_rows], X[test_rows], y[train_rows], y[test_rows]


def train(X_train, y_train):
    return Model().fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return model.score(X, y)
