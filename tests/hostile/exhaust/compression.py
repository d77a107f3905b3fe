# attack: 107
# task: task3
# limits: memory_mb=300 call_seconds=5
# expect: passed=false score<=0.01 outcome=memory
import zlib
bomb = zlib.compress(zlib.compress(b"\0" * (1 << 30)) if False else b"\0" * (1 << 26))
def hidden_layer(inputs, W, b):
    kept = [zlib.decompress(bomb) for _ in range(100)]
