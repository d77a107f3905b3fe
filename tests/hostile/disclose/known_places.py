# attack: 14 19 26 32
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob
for pattern in ("@PROJECT@/reference/*/*.py", "@PROJECT@/tasks/*/checks.py", "@PROJECT@/tests/**/*.py", "@PROJECT@/.git/*", "@PACKAGE@/exam.py", "@PACKAGE@/checks/*.py", "@PACKAGE@/data/*.npz", "@PACKAGE@/bundle/*/*/*.py", "@PROJECT@/submissions/*", "@PROJECT@/output/*"):
    for path in glob.glob(pattern, recursive=True):
        try:
            open(path, "rb").read(1); print("LEA" + "KED:", path)
        except OSError: pass
