# attack: 22
# task: task3
# expect: passed=false score<=0.01 outcome=error
# The message holds the student's own lines, and nothing of the judge's.
import traceback
def hidden_layer(inputs, W, b):
    for line in traceback.format_stack():
        for word in ("expected", "oracle", "checks.py", "exam.py"):
            if word in line and "@PROJECT@" in line: print("LEA" + "KED:", line)
    return undefined_name
