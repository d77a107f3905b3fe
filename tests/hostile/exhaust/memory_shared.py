# attack: 102
# task: task3
# limits: memory_mb=300 call_seconds=8
# expect: passed=false score<=0.01
# Shared anonymous pages, which no limit on a process's data counts.
import mmap
def hidden_layer(inputs, W, b):
    kept = []
    while True:
        block = mmap.mmap(-1, 1 << 25); block.write(b"x" * (1 << 25)); kept.append(block)
