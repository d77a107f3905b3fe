# attack: 62
# task: task3
# expect: passed=false score<=0.2
import numpy as np
def initialise(n_features, hidden_size): return tuple(np.full(s, np.nan) for s in [(hidden_size, n_features), (1, hidden_size), (1, hidden_size), (1, 1)])
def hidden_layer(inputs, W, b): return np.full((len(inputs), len(W)), np.nan)
def output_layer(inputs, W, b): return np.full((len(inputs), 1), np.inf)
def forward_propagation(X, W1, b1, W2, b2): return np.full((len(X), 1), -np.inf)
