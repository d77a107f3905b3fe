# attack: 7
# task: task3
# expect: passed=false score<=0.2
# on: bubblewrap landlock6
import os, signal
def hidden_layer(inputs, W, b):
    for pid in (@PARENT@, os.getppid()):
        try: os.kill(pid, signal.SIGKILL)
        except OSError: pass
    return None
