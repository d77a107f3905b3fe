# style: scikit-learn pipeline with a scaler, stratified split
# calibrate: yes
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler


def read_data(path):
    data = np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)
    return data[:, :2], data[:, 2].astype(int)


def split(X, y, test_size, seed):
    return train_test_split(X, y, test_size=test_size, random_state=seed, stratify=y, shuffle=True)


def train(X_train, y_train):
    return make_pipeline(StandardScaler(), LogisticRegression(max_iter=1000)).fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    return model.score(X, y)
