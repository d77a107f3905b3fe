# attack: 77
# task: task3
# expect: passed=false score<=0.2
import numpy as np
class Float(float):
    def __float__(self): return 0.5
    def __eq__(self, other): return True
    def __abs__(self): return Float(0)
    __hash__ = float.__hash__
def hidden_layer(inputs, W, b): return [[Float(0.1)] * len(W) for _ in inputs]
def output_layer(inputs, W, b): return [[Float(0.1)] for _ in inputs]
def forward_propagation(X, W1, b1, W2, b2): return [[Float(0.1)] for _ in X]
