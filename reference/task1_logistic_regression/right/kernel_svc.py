# style: an RBF machine, which does well on the flowers too
# calibrate: yes
import numpy as np
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return data[:, :-1], data[:, -1]


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed, shuffle=True)


def train(X_train, y_train):
    model = SVC(kernel="rbf", C=5, gamma="scale")
    model.fit(X_train, y_train)
    return model


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return np.sum(predict(model, X) == y) / X.shape[0]
