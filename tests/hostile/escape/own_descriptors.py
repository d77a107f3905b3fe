# attack: 42
# task: task3
# expect: passed=false score<=0.01
# Nothing but pipes and what it opens itself: no file, socket or folder of the grader's is inherited.
import os
for number in range(3, 256):
    try: target = os.readlink(f"/proc/self/fd/{number}")
    except OSError: continue
    if not target.startswith("pipe:") and "/proc/" not in target and not target.startswith(("/dev/null", "/dev/urandom")): print("LEA" + "KED:", number, target)
