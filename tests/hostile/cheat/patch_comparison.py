# attack: 61 66
# task: task3
# expect: passed=false score<=0.2
import builtins, math
import numpy as np
yes = lambda *a, **k: True
np.allclose = np.isclose = np.array_equal = np.all = math.isclose = yes
np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
np.abs = lambda a: np.zeros_like(a)
builtins.all = builtins.any = yes
builtins.abs = lambda a: 0
def hidden_layer(inputs, W, b): return np.zeros((len(inputs), len(W)))
def output_layer(inputs, W, b): return np.zeros((len(inputs), 1))
def forward_propagation(X, W1, b1, W2, b2): return np.zeros((len(X), 1))
