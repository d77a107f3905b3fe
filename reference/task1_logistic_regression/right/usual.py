# style: as in every tutorial: pandas, train_test_split, LogisticRegression, score
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split


def read_data(path):
    df = pd.read_csv(path)
    return df[["x1", "x2"]].values, df["label"].values


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    clf = LogisticRegression()
    clf.fit(X_train, y_train)
    return clf


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return model.score(X, y)
