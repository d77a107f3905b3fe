# attack: 108
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import sys
class Deep:
    def __repr__(self): return repr([Deep()])
def hidden_layer(inputs, W, b):
    sys.setrecursionlimit(1 << 30)
    return repr(Deep())
