# attack: 38
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import os, subprocess
subprocess.Popen(["setsid", "sleep", "@NAP@"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
os._exit(3)
