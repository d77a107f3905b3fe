# attack: 82
# task: task3
# expect: passed=false score<=0.01
# Right for whoever looks at it, wrong for nobody: looks for signs of a test that it can satisfy.
import os, sys
signs = [name for name in os.environ if "TEST" in name or "GRADE" in name or "NBGRADER" in name or "CANARY" in name]
if signs or "pytest" in sys.modules or "grader" in sys.modules or "@PROJECT@" in os.getcwd() + " ".join(sys.argv): print("LEA" + "KED: " + " ".join(signs))
