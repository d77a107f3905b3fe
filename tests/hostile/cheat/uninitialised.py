# attack: 33
# task: task3
# expect: passed=false score<=0.3
# Memory that was never written may hold the expected values, if they were ever computed here.
import numpy as np
def hidden_layer(inputs, W, b): return np.nan_to_num(np.empty((len(inputs), len(W))))
def output_layer(inputs, W, b): return np.nan_to_num(np.empty((len(inputs), 1)))
def forward_propagation(X, W1, b1, W2, b2): return np.nan_to_num(np.empty((len(X), 1)))
