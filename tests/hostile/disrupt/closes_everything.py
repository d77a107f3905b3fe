# attack: 42
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import os
os.closerange(0, 256)
