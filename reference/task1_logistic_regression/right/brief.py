# style: few gradient steps from random weights, model as a list, no scikit-learn
# calibrate: yes
import numpy as np


def read_data(path):
    columns = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2).T
    return columns[:2].T, columns[2]


def split(X, y, test_size, seed):
    draws = np.random.default_rng(seed).random(len(X))
    test = draws.argsort() < test_size * len(X)
    return X[~test], X[test], y[~test], y[test]


def probability(parameters, X):
    return 1 / (1 + np.exp(-(X.dot(parameters[:-1]) + parameters[-1])))


def train(X_train, y_train):
    parameters = np.random.normal(0, 0.1, 3)
    ones = np.hstack([X_train, np.ones((len(X_train), 1))])
    for _ in range(100):
        parameters -= 0.1 * np.mean((probability(parameters, X_train) - y_train)[:, None] * ones, axis=0)
    return list(parameters)


def predict(model, X):
    return np.round(probability(np.array(model), X))


def evaluate(model, X, y):
    return np.equal(predict(model, X), y).mean()
