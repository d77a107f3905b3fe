# attack: 25 42
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os
for pid in ("@PARENT@", "@NEIGHBOUR@"):
    for number in range(64):
        try:
            with open(f"/proc/{pid}/fd/{number}", "rb", 0) as file: print("LEA" + "KED:", pid, number, file.fileno())
        except OSError: pass
