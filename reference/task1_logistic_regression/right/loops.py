# style: plain Python loops, lists, random module, model as a dictionary
import math
import random


def read_data(path):
    X, y = [], []
    with open(path) as file:
        next(file)
        for line in file:
            x1, x2, label = line.strip().split(",")
            X.append([float(x1), float(x2)])
            y.append(float(label))
    return X, y


def split(X, y, test_size, seed):
    indices = list(range(len(X)))
    random.Random(seed).shuffle(indices)
    count = math.ceil(len(X) * test_size)
    test, rest = indices[:count], indices[count:]
    return [X[i] for i in rest], [X[i] for i in test], [y[i] for i in rest], [y[i] for i in test]


def train(X_train, y_train):
    w = [0.0, 0.0, 0.0]
    for _ in range(60):
        for (x1, x2), label in zip(X_train, y_train):
            p = 1 / (1 + math.exp(-max(-30.0, min(30.0, w[0] + w[1] * x1 + w[2] * x2))))
            for i, x in enumerate((1.0, x1, x2)):
                w[i] += 0.1 * (label - p) * x
    return {"weights": w}


def predict(model, X):
    w = model["weights"]
    return [1 if w[0] + w[1] * x1 + w[2] * x2 > 0 else 0 for x1, x2 in X]


def evaluate(model, X, y):
    hits = 0
    for guess, label in zip(predict(model, X), y):
        if guess == label:
            hits += 1
    return hits / len(y)
