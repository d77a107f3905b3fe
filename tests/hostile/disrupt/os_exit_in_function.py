# attack: 3
# task: task3
# expect: passed=false score>=0.3 outcome=crash
@SOLUTION@
import os
def hidden_layer(inputs, W, b): os._exit(0)
