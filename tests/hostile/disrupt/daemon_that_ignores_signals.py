# attack: 38 112
# task: task3
# limits: call_seconds=0.5
# expect: passed=false score<=0.01 outcome=timeout
import os, signal, time
def hidden_layer(inputs, W, b):
    for number in range(1, 32):
        try: signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError): pass
    for _ in range(5):
        if os.fork() == 0: os.setsid(); os.execvp("sleep", ["sleep", "@NAP@"])
    time.sleep(60)
