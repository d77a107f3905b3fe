# attack: 77
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def hidden_layer(inputs, W, b): return np.tanh(inputs @ W.T + b) + 0j
def output_layer(inputs, W, b): return np.zeros((len(inputs), 1), dtype=[("p", float)])
def forward_propagation(X, W1, b1, W2, b2): return np.zeros((len(X), 1), dtype="datetime64[s]")
