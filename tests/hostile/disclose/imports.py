# attack: 19 20
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import importlib, importlib.metadata, pkgutil, sys
NAMES = (
    "grader", "grader.exam.exam", "grader.task.catalog", "grader.grading.engine", "grader.checks", "grader.checks.of_task",
    "grader.checks.oracle.activations", "reference", "tasks", "solution", "oracle", "tests",
)
for name in NAMES:
    try: importlib.import_module(name); print("LEA" + "KED:", name, sys.modules[name].__dict__.get("__file__")) if getattr(sys.modules[name], "__file__", None) and "@PROJECT@" in sys.modules[name].__file__ else None
    except Exception: pass
