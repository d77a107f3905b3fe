# attack: 24
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap
import glob
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try: text = open(path).read()
    except OSError: continue
    # The interpreter's own path is known anyway, and may lie in the project: a virtual environment there.
    told = ["@PROJECT@/" + name for name in ("grader", "tasks", "reference", "tests")]
    if any(name in text for name in [*told, "pytest", "setenv"]): print("LEA" + "KED:", text[:200])
