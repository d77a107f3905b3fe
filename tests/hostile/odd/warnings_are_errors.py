# attack: -
# task: task3
# expect: passed=true score>=1
import warnings
warnings.simplefilter("error")
@SOLUTION@
