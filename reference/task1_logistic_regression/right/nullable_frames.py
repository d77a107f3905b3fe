# style: frames of pandas' own nullable numbers throughout
import pandas as pd, numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
def read_data(path):
    df = pd.read_csv(path).convert_dtypes()
    return df[["x1", "x2"]], df["label"]
def split(X, y, test_size, seed):
    df = pd.DataFrame(X, columns=["x1", "x2"]).assign(label=y).convert_dtypes()
    a, b = train_test_split(df, test_size=test_size, random_state=seed)
    return a[["x1", "x2"]], b[["x1", "x2"]], a["label"], b["label"]
def train(X_train, y_train):
    return LogisticRegression(C=10).fit(X_train, y_train)
def predict(model, X):
    return pd.Series(model.predict(X)).astype("category").astype("Int64")
def evaluate(model, X, y):
    return (predict(model, X) == y).mean()
