# mistake: one-class
# loses: predict.classes predict.rows predict.inputs_unchanged train.fits train.accuracy train.bias train.swapped train.inputs_unchanged evaluate.truth evaluate.rows evaluate.flower evaluate.inputs_unchanged
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split


def read_data(path):
    data = pd.read_csv(path)
    X = data[["x1", "x2"]].to_numpy()
    y = data["label"].to_numpy()
    return X, y


def split(X, y, test_size, seed):
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=test_size, random_state=seed)
    return X_train, X_test, y_train, y_test


def train(X_train, y_train):
    from sklearn.dummy import DummyClassifier

    model = DummyClassifier()
    model.fit(X_train, y_train)
    return model


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
