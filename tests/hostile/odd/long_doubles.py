# attack: -
# task: task3
# expect: passed=true score>=1
import numpy as np
@SOLUTION@
plain = hidden_layer
def hidden_layer(inputs, W, b): return plain(inputs, W, b).astype(np.longdouble)
