# attack: 42
# task: task3
# limits: call_seconds=0.5
# expect: passed=false score<=0.01
import os
reading, writing = os.pipe()
for descriptor in range(3, 12):
    if descriptor not in (reading, writing):
        try: os.dup2(writing, descriptor)
        except OSError: pass
