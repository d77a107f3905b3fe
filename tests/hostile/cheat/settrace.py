# attack: 74
# task: task3
# expect: passed=true score>=1
# Switches tracing off: nothing here depends on it, so an honest solution keeps its points.
import sys, threading
sys.settrace(None); sys.setprofile(None); threading.settrace(None)
@SOLUTION@
