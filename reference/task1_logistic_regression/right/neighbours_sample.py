# style: nearest neighbours; pandas sample for the split
# calibrate: yes
import pandas as pd
from sklearn.neighbors import KNeighborsClassifier


def read_data(path):
    frame = pd.read_csv(path, header=0)
    return frame.iloc[:, 0:2].values, frame.iloc[:, 2].values.ravel()


def split(X, y, test_size, seed):
    frame = pd.DataFrame(X)
    frame["y"] = y
    test = frame.sample(frac=test_size, random_state=seed)
    rest = frame.drop(test.index)
    return rest.drop(columns="y").values, test.drop(columns="y").values, rest["y"].values, test["y"].values


def train(X_train, y_train):
    return KNeighborsClassifier(n_neighbors=7).fit(X_train, y_train)


def predict(model, X):
    return model.predict(X)


def evaluate(model, X, y):
    import statistics

    return statistics.mean(int(a == b) for a, b in zip(predict(model, X), y))
