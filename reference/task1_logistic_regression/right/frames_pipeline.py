# style: DataFrame and Series out of read_data, StandardScaler pipeline, accuracy_score
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def read_data(path):
    df = pd.read_csv(path)
    return df.drop(columns="label"), df["label"]


def split(X, y, test_size, seed):
    return tuple(train_test_split(X, y, test_size=test_size, random_state=seed, stratify=y))


def train(X_train, y_train):
    return make_pipeline(StandardScaler(), LogisticRegression(C=10.0)).fit(X_train, y_train)


def predict(model, X):
    return pd.Series(model.predict(X), name="label")


def evaluate(model, X, y):
    return accuracy_score(y, predict(model, X))
