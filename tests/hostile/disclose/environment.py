# attack: 24 34 82
# task: task3
# expect: passed=false score<=0.01
import os
print(dict(os.environ), open("/proc/self/environ").read())
for name in os.environ:
    if any(word in name for word in ("TOKEN", "KEY_", "SECRET", "CANARY", "PASSWORD", "SSH", "AWS", "PYTEST", "PYTHONPATH")): print("LEA" + "KED:", name)
