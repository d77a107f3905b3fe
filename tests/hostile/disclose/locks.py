# attack: 118
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
# A lock on a file that two submissions share carries bits from one to the other.
import fcntl, sys
for path in (sys.executable, __file__.replace(__file__.rpartition("/")[2], "data/flower.csv"), "/usr/bin/env"):
    try:
        with open(path, "r+b") as file: fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB); print("LEA" + "KED: may write", path) if "/sandbox" not in path and "flower" not in path else None
    except OSError: pass
