# attack: 114 120
# task: task3
# expect: passed=true score>=1
import os, shutil
@SOLUTION@
shutil.rmtree(os.getcwd(), ignore_errors=True)
