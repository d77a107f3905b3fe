# attack: 14 32
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
for path in ("@SECRET_FILE@", "/proc/self/root@SECRET_FILE@", "/proc/1/root@SECRET_FILE@", "/proc/@PARENT@/root@SECRET_FILE@", "/proc/@PARENT@/cwd/@SECRET_FILE@"):
    try: print(open(path).read())
    except OSError: pass
