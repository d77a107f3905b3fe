# mistake: header-as-row
# loses: read_data.shape read_data.values read_data.file
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


def read_data(path):
    data = np.genfromtxt(path, delimiter=",")
    return data[:, :2], data[:, 2]


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    return LogisticRegression().fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
