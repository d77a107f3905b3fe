# attack: 86
# task: task3
# expect: passed=false score<=0.7
import numpy as np
@SOLUTION@
honest, calls = output_layer, []
def output_layer(inputs, W, b):
    calls.append(1)
    return honest(inputs, W, b) if len(calls) <= 4 else np.full((len(inputs), 1), 0.5)
