# attack: -
# task: task3
# expect: passed=true score>=1
import numpy as np
@SOLUTION@
plain = hidden_layer, output_layer, forward_propagation
def hidden_layer(inputs, W, b): return np.asfortranarray(plain[0](inputs, W, b).astype(">f8"))
def output_layer(inputs, W, b): return np.repeat(plain[1](inputs, W, b), 3, axis=1)[:, ::3]
def forward_propagation(X, W1, b1, W2, b2): return plain[2](X, W1, b1, W2, b2)[::-1][::-1].tolist()
