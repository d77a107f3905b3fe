# attack: 19 80
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob, importlib, importlib.util, os, sys
sys.path[:0] = ["@PROJECT@", "@PACKAGE@", "@PACKAGE@/bundle", "..", "/"]
found = {}
for name in ("reference", "solution", "ans", "grader", "oracle", "tasks", "_grader_child"):
    try: found[name] = importlib.import_module(name)
    except Exception: pass
paths = glob.glob("@PROJECT@/reference/task3*/*.py") + glob.glob("@PACKAGE@/bundle/reference/task3*/*.py")
for path in paths:
    try: exec(open(path).read(), globals())
    except Exception: pass
