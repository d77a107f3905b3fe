# attack: 99
# task: task3
# expect: passed=true score>=1
import gc, locale, os, random, signal, sys
import numpy as np
@SOLUTION@
np.seterr(under="ignore", over="ignore"); np.set_printoptions(precision=2); np.random.seed(0); random.seed(0)
sys.setrecursionlimit(5000); gc.disable(); os.umask(0o777); os.nice(5)
os.environ.clear(); signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.path.clear(); sys.argv.clear()
