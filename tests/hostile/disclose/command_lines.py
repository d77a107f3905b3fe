# attack: 24
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap
import glob
for path in glob.glob("/proc/[0-9]*/cmdline"):
    try: text = open(path).read()
    except OSError: continue
    if "@PROJECT@" in text or "pytest" in text or "setenv" in text: print("LEA" + "KED:", text[:200])
