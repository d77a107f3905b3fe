# attack: 7 111
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap
import os, signal
os.kill(-1, signal.SIGKILL)
