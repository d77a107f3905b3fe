# attack: 65
# task: task3
# expect: passed=false score<=0.65
# Four digits instead of sixteen: inside a loose tolerance, outside a derived one.
import numpy as np
@SOLUTION@
exact = hidden_layer, output_layer
def hidden_layer(inputs, W, b): return np.round(exact[0](inputs, W, b), 4)
def output_layer(inputs, W, b): return np.round(exact[1](inputs, W, b), 4)
