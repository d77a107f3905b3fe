# attack: 35 39 104 120
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os
for path in ("@OUTSIDE@/written", "/proc/self/root@OUTSIDE@/written", "../../../..@OUTSIDE@/written", "@SECRET_FILE@"):
    try:
        with open(path, "a") as file: file.write("I was here")
        print("LEA" + "KED: wrote", path)
    except OSError: pass
for act in (lambda: os.mkdir("@OUTSIDE@/made"), lambda: os.unlink("@SECRET_FILE@"), lambda: os.rename("@SECRET_FILE@", "@SECRET_FILE@.old"), lambda: os.truncate("@SECRET_FILE@", 0), lambda: os.chmod("@SECRET_FILE@", 0)):
    try: act()
    except OSError: pass
