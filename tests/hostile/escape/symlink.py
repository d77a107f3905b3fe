# attack: 14 107
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os
for make in (os.symlink, os.link):
    try:
        make("@SECRET_FILE@", "mine"); print(open("mine").read())
    except OSError: pass
    finally:
        if os.path.lexists("mine"): os.unlink("mine")
os.symlink("@OUTSIDE@", "out")
try: open("out/written", "w").close()
except OSError: pass
