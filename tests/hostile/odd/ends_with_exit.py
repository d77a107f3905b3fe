# attack: 1
# task: task3
# expect: passed=true score>=1
@SOLUTION@
import sys
sys.exit(0)
