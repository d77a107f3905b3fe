# attack: 55 57
# task: task3
# expect: passed=false score<=0.01
import numpy as np
class Shaped(np.ndarray):
    shape = property(lambda self: (7, 5))
    size = property(lambda self: 35)
    def astype(self, *a, **k): return self
def hidden_layer(inputs, W, b): return np.zeros(1).view(Shaped)
def output_layer(inputs, W, b): return np.zeros(1).view(Shaped)
def forward_propagation(X, W1, b1, W2, b2): return np.zeros(1).view(Shaped)
