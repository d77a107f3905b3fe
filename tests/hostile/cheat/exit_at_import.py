# attack: 1
# task: task3
# expect: status=graded passed=false score<=0.01
import sys
sys.exit(0)
