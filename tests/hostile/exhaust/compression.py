# attack: 107
# task: task3
# limits: memory_mb=300 call_seconds=8
# expect: passed=false score<=0.01 outcome=memory
import zlib
bomb = zlib.compress(b"\0" * (1 << 24), 1)
def hidden_layer(inputs, W, b):
    kept = [zlib.decompress(bomb) for _ in range(100)]
