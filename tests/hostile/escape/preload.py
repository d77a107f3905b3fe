# attack: 69 114
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os, subprocess, sys
for path in ("/etc/ld.so.preload", "/etc/environment", "/etc/profile.d/zz.sh", os.path.join(sys.prefix, "pyvenv.cfg")):
    try: open(path, "a").close(); print("LEA" + "KED: writes", path)
    except OSError: pass
