# attack: 59
# task: task3
# expect: passed=false score<=0.01
import numpy as np
def hidden_layer(inputs, W, b): return np.ma.masked_all((len(inputs), len(W)))
def output_layer(inputs, W, b): return np.ma.masked_all((len(inputs), 1))
def forward_propagation(X, W1, b1, W2, b2): return np.ma.masked_all((len(X), 1))
