# style: SGDClassifier with the log loss, genfromtxt, list of parts
# calibrate: yes
import numpy as np
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import accuracy_score


def read_data(path):
    data = np.atleast_1d(np.genfromtxt(path, delimiter=",", names=True))
    return np.array([data["x1"], data["x2"]]).T, data["label"]


def split(X, y, test_size, seed):
    rng = np.random.default_rng(seed)
    order = rng.permutation(len(X))
    count = int(len(X) * test_size)
    test, train_ = order[:count], order[count:]
    return [X[train_], X[test], y[train_], y[test]]


def train(X_train, y_train):
    return SGDClassifier(loss="log_loss", max_iter=1000, random_state=0).fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return accuracy_score(y_true=y, y_pred=model.predict(X))
