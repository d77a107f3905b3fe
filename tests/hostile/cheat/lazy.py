# attack: 56
# task: task3
# expect: passed=false score<=0.2
import numpy as np
class Later:
    """Hopes that whoever compares will be asked for the value, and holds the expected one by then."""
    def __init__(self, shape): self.shape = shape
    def __array__(self, dtype=None, copy=None): return np.zeros(self.shape)
    def __float__(self): return 0.0
def hidden_layer(inputs, W, b): return Later((len(inputs), len(W)))
def output_layer(inputs, W, b): return Later((len(inputs), 1))
def forward_propagation(X, W1, b1, W2, b2): return Later((len(X), 1))
