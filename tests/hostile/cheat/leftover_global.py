# attack: 31 85
# task: task3
# expect: passed=false score<=0.65
# Works with what the last call left behind instead of its arguments.
import numpy as np
@SOLUTION@
last = {}
honest = hidden_layer
def hidden_layer(inputs, W, b):
    W, b = last.setdefault("W", W), last.setdefault("b", b)
    return honest(inputs, W, b)
