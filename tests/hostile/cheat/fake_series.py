# attack: 77
# task: task3
# expect: passed=false score<=0.01
import numpy as np
class Frame:
    def to_numpy(self): return np.array([[object()]])
    __array__ = to_numpy
def hidden_layer(inputs, W, b): return Frame()
output_layer = forward_propagation = hidden_layer
