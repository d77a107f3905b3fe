# attack: 16 17 62 64
# task: task3
# expect: passed=false score<=0.3
# Any array of the right shape that lies about in this process and is not an argument.
import gc
import numpy as np
everything = []
def found(shape, *given):
    if not everything: everything.extend(v for v in gc.get_objects() if isinstance(v, (list, tuple, dict)) and len(v) < 100)
    for value in everything:
        for item in (value if isinstance(value, (list, tuple)) else value.values() if isinstance(value, dict) else ()):
            if isinstance(item, np.ndarray) and item.shape == shape and not any(item is g for g in given): return item.copy()
    for argument in given:
        for holder in gc.get_referrers(argument):
            for item in (holder if isinstance(holder, (list, tuple)) else ()):
                if isinstance(item, np.ndarray) and item.shape == shape and item is not argument: return item.copy()
    return np.zeros(shape)
def hidden_layer(inputs, W, b): return found((len(inputs), len(W)), inputs, W, b)
def output_layer(inputs, W, b): return found((len(inputs), 1), inputs, W, b)
def forward_propagation(X, W1, b1, W2, b2): return found((len(X), 1), X, W1, b1, W2, b2)
