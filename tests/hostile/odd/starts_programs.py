# attack: -
# task: task3
# expect: passed=true score>=1
import os, subprocess, sys, threading
@SOLUTION@
assert subprocess.run([sys.executable, "-c", "print(6 * 7)"], capture_output=True, text=True).stdout.strip() == "42"
os.system("true")
thread = threading.Thread(target=print, args=("from a thread",)); thread.start(); thread.join()
