# attack: 77
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def initialise(n_features, hidden_size): return np.matrix([[1]]), "0", True, None
def hidden_layer(inputs, W, b): return np.ma.masked_greater(np.tanh(inputs @ W.T + b), 0.0)
def output_layer(inputs, W, b): return np.array([["0.5"]] * len(inputs))
def forward_propagation(X, W1, b1, W2, b2): return np.full((len(X), 1), 0.5, dtype=object)
