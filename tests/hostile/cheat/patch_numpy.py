# attack: 66 72
# task: task3
# expect: passed=false score<=0.3
# An easier tanh and an easier product for everybody in this process: the judge is not in it.
import numpy as np
np.tanh = lambda z: np.zeros_like(z)
np.exp = np.ones_like
np.matmul = np.dot = lambda a, b: np.zeros((len(a), b.shape[1]))
def hidden_layer(inputs, W, b): return np.tanh(inputs @ W.T + b)
def output_layer(inputs, W, b): return 1 / (1 + np.exp(-(inputs @ W.T + b)))
def forward_propagation(X, W1, b1, W2, b2): return output_layer(hidden_layer(X, W1, b1), W2, b2)
