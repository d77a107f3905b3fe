# style: grid search over a pipeline, polynomial features, top-level script with a plot
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import PolynomialFeatures, StandardScaler


def read_data(path):
    X = np.genfromtxt(path, delimiter=",", skip_header=1, usecols=(0, 1), ndmin=2)
    y = np.genfromtxt(path, delimiter=",", skip_header=1, usecols=2, dtype=np.int32, ndmin=1)
    return X, y


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    steps = [
        ("scale", StandardScaler()),
        ("poly", PolynomialFeatures()),
        ("logistic", LogisticRegression(max_iter=500)),
    ]
    search = GridSearchCV(Pipeline(steps), {"poly__degree": [1, 2]}, cv=3)
    search.fit(X_train, y_train)
    return search


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return model.score(X, y)


X, y = read_data("data/linear.csv")
X_train, X_test, y_train, y_test = split(X, y, 0.25, 0)
print("accuracy", evaluate(train(X_train, y_train), X_test, y_test))
plt.scatter(X[:, 0], X[:, 1], c=y)
plt.show()
