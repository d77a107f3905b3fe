# attack: 57
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def initialise(n_features, hidden_size): return (np.empty((0, 0)),) * 4
def hidden_layer(inputs, W, b): return np.empty((0, len(W)))
def output_layer(inputs, W, b): return np.array([])
def forward_propagation(X, W1, b1, W2, b2): return []
