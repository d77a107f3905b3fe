# attack: 28 29 30
# task: task3
# expect: passed=false score<=0.8
# Prints its inputs. They are drawn anew from another seed for the next submission, so that nobody gains by them.
import numpy as np
@SOLUTION@
honest = hidden_layer
def hidden_layer(inputs, W, b):
    print(inputs.tolist(), W.tolist())
    return honest(inputs, W, b) if inputs[0, 0] > 0 else np.zeros((len(inputs), len(W)))
