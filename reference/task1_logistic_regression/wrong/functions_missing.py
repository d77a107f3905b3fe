# mistake: -
# loses: split.shape split.size split.rows split.seed split.inputs_unchanged evaluate.shape evaluate.truth evaluate.rows evaluate.flower evaluate.inputs_unchanged
import pandas as pd
from sklearn.linear_model import LogisticRegression


def read_data(path):
    data = pd.read_csv(path)
    return data[["x1", "x2"]].to_numpy(), data["label"].to_numpy()


def train(X_train, y_train):
    return LogisticRegression().fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)
