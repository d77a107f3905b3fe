# attack: 14 19 26 32
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob
PATTERNS = (
    "@PROJECT@/reference/*/*.py", "@PROJECT@/tasks/**/*.py", "@PROJECT@/tests/**/*.py", "@PROJECT@/.git/*",
    "@PACKAGE@/exam/*.py", "@PACKAGE@/grading/*.py", "@PACKAGE@/checks/**/*.py", "@PACKAGE@/**/data/*.npz",
    "@PACKAGE@/instructor/**/*.py", "@PACKAGE@/author/**/*.py",
    "@PACKAGE@/bundle/**/*.py", "@PROJECT@/submissions/*", "@PROJECT@/output/*",
)
for pattern in PATTERNS:
    for path in glob.glob(pattern, recursive=True):
        try:
            open(path, "rb").read(1); print("LEA" + "KED:", path)
        except OSError: pass
