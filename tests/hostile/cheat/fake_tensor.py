# attack: 55 56
# task: task3
# expect: passed=false score<=0.2
import numpy as np
class EagerTensor:
    __module__ = "tensorflow.python.framework.ops"
    def __init__(self, shape): self.shape = shape
    def numpy(self): return np.ones(self.shape)
    def __array__(self, *a, **k): return np.ones(self.shape)
def hidden_layer(inputs, W, b): return EagerTensor((len(inputs), len(W)))
def output_layer(inputs, W, b): return EagerTensor((len(inputs), 1))
def forward_propagation(X, W1, b1, W2, b2): return EagerTensor((len(X), 1))
