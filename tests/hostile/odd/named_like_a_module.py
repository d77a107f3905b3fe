# attack: 70
# task: task3
# name: numpy.py
# expect: passed=true score>=1
import numpy
assert "site-packages" in numpy.__file__ or "dist-packages" in numpy.__file__
@SOLUTION@
