# attack: 44 98
# task: task3
# expect: passed=false score<=0.01
# Code that would run where the answer is unpickled.
import os
class Bomb:
    def __reduce__(self): return os.system, ("touch @OUTSIDE@/pickled",)
def hidden_layer(inputs, W, b): return Bomb()
def output_layer(inputs, W, b):
    import numpy as np
    return np.array([[Bomb()]] * len(inputs), dtype=object)
def forward_propagation(X, W1, b1, W2, b2): return {"__reduce__": "os.system"}
