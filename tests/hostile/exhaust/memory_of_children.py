# attack: 102
# task: task3
# limits: memory_mb=300 call_seconds=8
# expect: passed=false score<=0.01 outcome=memory says=300
# Each process stays below the limit, the family does not.
import os, time
def hidden_layer(inputs, W, b):
    for _ in range(6):
        if os.fork() == 0:
            block = bytearray(os.urandom(1 << 20) * 90); time.sleep(30); os._exit(0)
    time.sleep(30)
