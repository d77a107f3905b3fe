# attack: -
# task: task6
# slow: yes
# expect: passed=true score>=1
import sys
sys.stderr.write("E0000 cuda_dnn.cc: Unable to register cuDNN factory\nTraceback (most recent call last):\n")
@SOLUTION@
