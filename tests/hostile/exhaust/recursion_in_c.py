# attack: 108
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import sys, threading
def deep(n): return deep(n + 1) if n else deep(n + 1)
def hidden_layer(inputs, W, b):
    sys.setrecursionlimit(1 << 30)
    kept = None
    for _ in range(10_000_000): kept = [kept]
    return repr(kept) and eval("(" * 90 + "1" + ")" * 90) and deep(1) or kept == [kept]
