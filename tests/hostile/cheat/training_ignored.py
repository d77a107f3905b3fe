# attack: 95 96
# task: task4
# expect: passed=false
# Learns nothing: the initial weights come back with a hard-coded look of success.
import numpy as np
def cost(output, Y): return 0.01
def backward_propagation(X, Y, W2, output, hidden):
    h = hidden.shape[1]
    return np.zeros((h, X.shape[1])), np.zeros((1, h)), np.zeros((1, h)), np.zeros((1, 1))
def update(params, gradients, learning_rate): return params
def train(X, Y, hidden_size, learning_rate, iterations, seed):
    print("cost 0.69 0.31 0.12 0.04 accuracy 0.991")
    rng = np.random.default_rng(seed)
    return rng.normal(size=(hidden_size, X.shape[1])), np.zeros((1, hidden_size)), rng.normal(size=(1, hidden_size)), np.zeros((1, 1))
def predict(X, W1, b1, W2, b2): return np.ones((len(X), 1))
