# attack: 24 34
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob, os
for path in [*glob.glob("/proc/[0-9]*/environ"), "/proc/@PARENT@/environ", "/proc/@NEIGHBOUR@/environ"]:
    try: print(open(path, "rb").read())
    except OSError: pass
print(dict(os.environ))
