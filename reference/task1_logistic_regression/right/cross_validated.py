# style: LogisticRegressionCV, pandas DataFrame and Series throughout
import warnings

import pandas as pd
from sklearn.linear_model import LogisticRegressionCV
from sklearn.model_selection import train_test_split

warnings.filterwarnings("ignore")


def read_data(path):
    data = pd.read_csv(path)
    return data[["x1", "x2"]], data["label"]


def split(X, y, test_size, seed):
    frame, labels = pd.DataFrame(X, columns=["x1", "x2"]), pd.Series(y, name="label")
    return train_test_split(frame, labels, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    model = LogisticRegressionCV(Cs=3, cv=3)
    return model.fit(pd.DataFrame(X_train, columns=["x1", "x2"]), y_train)


def predict(model, X):
    frame = pd.DataFrame(X, columns=["x1", "x2"])
    return pd.Series(model.predict(frame), index=frame.index)


def evaluate(model, X, y):
    return (predict(model, X) == pd.Series(y)).mean()
