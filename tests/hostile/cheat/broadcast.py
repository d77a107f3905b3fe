# attack: 58
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def initialise(n_features, hidden_size): return 0.1, 0.0, 0.1, 0.0
def hidden_layer(inputs, W, b): return 0.5
def output_layer(inputs, W, b): return np.array(0.5)
def forward_propagation(X, W1, b1, W2, b2): return np.full(len(X) + 1, 0.5)
