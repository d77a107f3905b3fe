# attack: 119
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock6
import os, signal
for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
    for act in (os.kill, os.killpg):
        try: act(@NEIGHBOUR@, number)
        except OSError: pass
try: os.setpriority(os.PRIO_PROCESS, @NEIGHBOUR@, 19)
except OSError: pass
