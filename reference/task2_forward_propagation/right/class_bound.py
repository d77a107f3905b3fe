# style: a class whose bound methods are the module's functions
import numpy as np


class Neuron:
    def __init__(self, seed=1):
        self.random = np.random.RandomState(seed)

    def read_data(self, path):
        with open(path) as file:
            rows = [line.split(",") for line in file.read().splitlines()[1:] if line.strip()]
        values = np.asarray(rows, dtype=float)
        return values[:, [0, 1]], values[:, [2]]

    @staticmethod
    def sigmoid(z):
        out = np.empty_like(z, dtype=float)
        positive = z >= 0
        out[positive] = 1.0 / (1.0 + np.exp(-z[positive]))
        ez = np.exp(z[~positive])
        out[~positive] = ez / (1.0 + ez)
        return out

    def initialise(self, n_features):
        return self.random.rand(1, n_features) * 0.1, np.zeros((1, 1), dtype=int)

    def forward_propagation(self, X, W, b):
        return self.sigmoid((W @ X.T + b).T)

    def classify(self, probabilities):
        return np.array(probabilities > 0.5, dtype=float)


_neuron = Neuron()
read_data = _neuron.read_data
sigmoid = Neuron.sigmoid
initialise = _neuron.initialise
forward_propagation = _neuron.forward_propagation
classify = _neuron.classify
