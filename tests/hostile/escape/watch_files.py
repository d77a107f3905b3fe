# attack: 37
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
# Would rewrite the result as soon as it is written. (A watch is possible only on what is in sight.)
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
watcher = libc.inotify_init1(0)
try: names = os.listdir("@OUTSIDE@")
except OSError: names = None
if names is not None: print("LEA" + "KED: lists a folder of the host")
