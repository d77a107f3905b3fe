# attack: 78 84 88
# task: task3
# expect: passed=false score<=0.25
# Knows the answers for the exercise's example by heart.
import numpy as np
KNOWN = {(7, 2): 0.73105858, (1, 3): 0.88079708, (11, 1): 0.5, (3, 2): 0.26894142}
def hidden_layer(inputs, W, b): return np.full((len(inputs), len(W)), KNOWN.get(inputs.shape, 0.1))
def output_layer(inputs, W, b): return np.full((len(inputs), 1), KNOWN.get(inputs.shape, 0.1))
def forward_propagation(X, W1, b1, W2, b2): return np.full((len(X), 1), KNOWN.get(X.shape, 0.1))
