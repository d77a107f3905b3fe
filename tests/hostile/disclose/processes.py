# attack: 24 118 119
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap
import os
others = [name for name in os.listdir("/proc") if name.isdigit() and int(name) not in (1, os.getpid(), os.getppid())]
if len(others) > 2: print("LEA" + "KED: processes", others)
