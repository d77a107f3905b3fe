# attack: 55
# task: task3
# expect: passed=false score<=0.2
import numpy as np
class Liar(np.ndarray):
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.bool_(True) if ufunc.nout == 1 else NotImplemented
    def __array_function__(self, func, types, args, kwargs): return True
    def __eq__(self, other): return np.ones(self.shape, bool)
def hidden_layer(inputs, W, b): return np.zeros((len(inputs), len(W))).view(Liar)
def output_layer(inputs, W, b): return np.zeros((len(inputs), 1)).view(Liar)
def forward_propagation(X, W1, b1, W2, b2): return np.zeros((len(X), 1)).view(Liar)
