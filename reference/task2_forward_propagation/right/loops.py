# style: csv module, plain loops and math, nested lists out
import csv
import math


def read_data(path):
    X, y = [], []
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            X.append([float(row["x1"]), float(row["x2"])])
            y.append([int(row["label"])])
    return X, y


def one(value):
    if value >= 0:
        return 1 / (1 + math.exp(-value))
    return math.exp(value) / (1 + math.exp(value))


def sigmoid(z):
    if hasattr(z, "__iter__"):
        return [sigmoid(item) for item in z]
    return one(z)


def initialise(n_features):
    return [[0] * n_features], [[0]]


def forward_propagation(X, W, b):
    result = []
    for row in X:
        total = b[0][0]
        for value, weight in zip(row, W[0]):
            total += value * weight
        result.append([sigmoid(total)])
    return result


def classify(probabilities):
    return [[1 if p > 0.5 else 0 for p in row] for row in probabilities]
