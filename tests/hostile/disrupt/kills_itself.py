# attack: 9
# task: task3
# expect: passed=false score<=0.01 outcome=crash says=SIGKILL
import os, signal
def hidden_layer(inputs, W, b): os.kill(os.getpid(), signal.SIGKILL)
