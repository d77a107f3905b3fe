# attack: 12 42
# task: task3
# expect: passed=true score>=1
# Both processes come back with the answer: one is enough.
import os
@SOLUTION@
honest = hidden_layer
def hidden_layer(inputs, W, b):
    os.fork()
    return honest(inputs, W, b)
