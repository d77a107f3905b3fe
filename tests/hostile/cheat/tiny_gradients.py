# attack: 60
# task: task4
# expect: passed=false score<=0.4
# Everything tiny: passes wherever an absolute tolerance is larger than the gradients.
import numpy as np
def cost(output, Y): return 1e-9
def backward_propagation(X, Y, W2, output, hidden):
    h = hidden.shape[1]
    return np.full((h, X.shape[1]), 1e-9), np.full((1, h), 1e-9), np.full((1, h), 1e-9), np.full((1, 1), 1e-9)
def update(params, gradients, learning_rate): return params
