# attack: 7 119
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import os, signal
def hidden_layer(inputs, W, b): os.killpg(0, signal.SIGKILL)
