# style: LinearSVC, genfromtxt, shuffle by default_rng
import numpy as np
from sklearn.svm import LinearSVC


def read_data(path):
    a = np.atleast_1d(np.genfromtxt(path, delimiter=",", names=True))
    return np.c_[a["x1"], a["x2"]], a["label"].astype(int)


def split(X, y, test_size, seed):
    rng = np.random.default_rng(seed)
    idx = np.arange(len(X))
    rng.shuffle(idx)
    n_test = int(np.ceil(test_size * len(X)))
    return X[idx[n_test:]], X[idx[:n_test]], y[idx[n_test:]], y[idx[:n_test]]


def train(X_train, y_train):
    return LinearSVC(random_state=1, max_iter=10000).fit(X_train, y_train)


def predict(model, X):
    return (model.decision_function(X) > 0).astype(int)


def evaluate(model, X, y):
    return float(np.mean(predict(model, X) == np.asarray(y)))
