# attack: -
# task: task3
# expect: passed=true score>=1
# on: bubblewrap none
import multiprocessing
def square(x): return x * x
with multiprocessing.get_context("fork").Pool(2) as pool: assert pool.map(square, range(5)) == [0, 1, 4, 9, 16]
@SOLUTION@
