# attack: 58 94
# task: task3
# expect: passed=false score<=0.2
import numpy as np
def hidden_layer(inputs, W, b): return np.full((len(inputs), len(W)), 0.5)
def output_layer(inputs, W, b): return np.full((len(inputs), 1), 0.5)
def forward_propagation(X, W1, b1, W2, b2): return np.full((len(X), 1), 0.5)
