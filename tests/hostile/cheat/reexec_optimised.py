# attack: 75
# task: task3
# expect: passed=false score<=0.01
import os, sys
os.environ["PYTHONOPTIMIZE"] = "2"
os.execv(sys.executable, [sys.executable, "-O", "-c", "print('all asserts are off'); raise SystemExit(0)"])
