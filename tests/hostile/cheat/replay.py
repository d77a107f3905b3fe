# attack: 83
# task: task3
# expect: passed=false score<=0.65
# The first honest answer is replayed whenever the shape is the same.
import numpy as np
@SOLUTION@
def replayed(function):
    kept = {}
    def answer(*arguments, **named):
        key = tuple(a.shape for a in (*arguments, *named.values()))
        if key not in kept: kept[key] = function(*arguments, **named)
        return kept[key]
    return answer
hidden_layer, output_layer, forward_propagation = map(replayed, (hidden_layer, output_layer, forward_propagation))
