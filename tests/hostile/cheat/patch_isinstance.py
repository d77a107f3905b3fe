# attack: 66
# task: task3
# expect: passed=false score<=0.2
import builtins
import numpy as np
real = builtins.isinstance
builtins.isinstance = lambda value, kind: True if type(value).__name__ == "Thing" else real(value, kind)
class Thing: pass
def hidden_layer(inputs, W, b): return Thing()
def output_layer(inputs, W, b): return Thing()
def forward_propagation(X, W1, b1, W2, b2): return Thing()
