# attack: 38 112
# task: task3
# expect: passed=true score>=1
# A detached process that holds every descriptor and would go on for a day.
import os
@SOLUTION@
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.execvp("sleep", ["sleep", "@NAP@"])
    os._exit(0)
