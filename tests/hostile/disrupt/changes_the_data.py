# attack: 120
# task: task2
# expect: passed=false
# Rewrites every data file that it can reach: what is judged is read from elsewhere.
import glob, os
for path in glob.glob("data/*") + glob.glob("@PROJECT@/tasks/*/data/*"):
    try:
        if path.startswith("data"): open(path, "w").write("x1,x2,label\n0,0,1\n")
    except OSError: pass
def read_data(path):
    for name in glob.glob(os.path.dirname(path) + "/*"):
        try: open(name, "w").write("x1,x2,label\n0,0,1\n")
        except OSError: pass
    import numpy as np
    return np.zeros((1, 2)), np.ones((1, 1))
