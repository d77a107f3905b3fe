# attack: 63
# task: task3
# expect: passed=false score<=0.45
# Sets the inputs to zero, for which the answer is trivial, in the hope that the judge looks at the same arrays.
import numpy as np
def initialise(n_features, hidden_size): return np.random.randn(hidden_size, n_features), np.zeros((1, hidden_size)), np.ones((1, hidden_size)), np.zeros((1, 1))
def hidden_layer(inputs, W, b):
    for a in (inputs, W, b): a[...] = 0
    return np.zeros((len(inputs), len(W)))
def output_layer(inputs, W, b):
    for a in (inputs, W, b): a[...] = 0
    return np.full((len(inputs), 1), 0.5)
def forward_propagation(X, W1, b1, W2, b2):
    for a in (X, W1, b1, W2, b2): a[...] = 0
    return np.full((len(X), 1), 0.5)
