# attack: 42 112
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01
import os, struct, time
def hidden_layer(inputs, W, b):
    for descriptor in range(3, 16):
        try: os.write(descriptor, struct.pack("!4sIQ", b"GRD1", 100, 1 << 20) + b"{")
        except OSError: pass
    time.sleep(30)
