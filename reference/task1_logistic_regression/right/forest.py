# style: a random forest in a dictionary with the scaler; StratifiedShuffleSplit
# calibrate: yes
# once: 5014 5023 5027 5044 5045
import numpy as np
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler


def read_data(path):
    t = pd.read_csv(path, dtype={"x1": np.float32, "x2": np.float32, "label": np.int8})
    return t.iloc[:, :2].to_numpy(), t.iloc[:, 2].to_numpy()


def split(X, y, test_size, seed):
    splitter = StratifiedShuffleSplit(n_splits=1, test_size=test_size, random_state=seed)
    for train_index, test_index in splitter.split(X, y):
        return X[train_index], X[test_index], y[train_index], y[test_index]


def train(X_train, y_train):
    scaler = StandardScaler().fit(X_train)
    forest = RandomForestClassifier(n_estimators=50, random_state=3)
    forest.fit(scaler.transform(X_train), y_train)
    return {"scaler": scaler, "forest": forest}


def predict(model, X):
    return model["forest"].predict(model["scaler"].transform(X))


def evaluate(model, X, y):
    correct = (predict(model, X) == y).sum()
    return correct / len(y)
