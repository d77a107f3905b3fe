# attack: 30 84
# task: task3
# expect: passed=false score<=0.45
import numpy as np
def initialise(n_features, hidden_size): return np.random.rand(hidden_size, n_features), np.zeros((1, hidden_size)), np.random.rand(1, hidden_size), np.zeros((1, 1))
def hidden_layer(inputs, W, b): return np.random.rand(len(inputs), len(W))
def output_layer(inputs, W, b): return np.random.rand(len(inputs), 1)
def forward_propagation(X, W1, b1, W2, b2): return np.random.rand(len(X), 1)
