# attack: 8
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import os
def hidden_layer(inputs, W, b): os.abort()
