# attack: 3
# task: task3
# expect: status=graded passed=false score<=0.01 outcome=crash
import os
print("about to leave", flush=True)
os._exit(0)
