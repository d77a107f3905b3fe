# attack: 55
# task: task3
# expect: passed=true score>=1
import numpy as np
@SOLUTION@
class Named(np.ndarray): pass
plain = hidden_layer
def hidden_layer(inputs, W, b): return plain(inputs, W, b).view(Named)
