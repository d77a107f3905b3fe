# attack: 105
# task: task3
# limits: output_kb=16 call_seconds=5
# expect: passed=true score>=1
# Thirty megabytes of output: the first part is kept, the rest is counted and dropped.
@SOLUTION@
import sys
for _ in range(15): print("x" * (1 << 20)); sys.stderr.write("y" * (1 << 20))
