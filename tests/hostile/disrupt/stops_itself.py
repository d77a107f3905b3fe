# attack: 112
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01 outcome=timeout
import os, signal
def hidden_layer(inputs, W, b): os.kill(os.getpid(), signal.SIGSTOP)
