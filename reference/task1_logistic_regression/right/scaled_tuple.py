# style: scaler and model in a tuple, probabilities split at 0.5, sample by pandas
import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import MinMaxScaler


def read_data(path):
    frame = pd.read_csv(path, dtype=float)
    return frame.iloc[:, :2].values, frame.iloc[:, 2].values


def split(X, y, test_size, seed):
    frame = pd.DataFrame(X)
    frame["label"] = y
    test = frame.sample(frac=test_size, random_state=seed)
    rest = frame.drop(test.index)
    return rest[[0, 1]], test[[0, 1]], rest["label"], test["label"]


def train(X_train, y_train):
    scaler = MinMaxScaler()
    return scaler, LogisticRegression(C=100).fit(scaler.fit_transform(X_train), np.ravel(y_train))


def predict(model, X):
    scaler, logistic = model
    return np.where(logistic.predict_proba(scaler.transform(X))[:, 1] > 0.5, 1, 0)


def evaluate(model, X, y):
    return 1 - np.abs(predict(model, X) - y).mean()
