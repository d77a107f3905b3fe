# mistake: classes-swapped
# loses: train.fits train.accuracy train.bias train.swapped train.inputs_unchanged
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


def read_data(path):
    data = pd.read_csv(path)
    return data[["x1", "x2"]].to_numpy(), data["label"].to_numpy()


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed)


def train(X_train, y_train):
    return LogisticRegression().fit(X_train, y_train)


def predict(model, X):
    return (model.decision_function(X) < 0).astype(int)


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
