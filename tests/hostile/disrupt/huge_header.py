# attack: 106
# task: task3
# expect: passed=false score<=0.01 outcome=crash says=limit
import os, struct
def hidden_layer(inputs, W, b):
    for descriptor in range(3, 32):
        try: os.write(descriptor, struct.pack("!4sIQ", b"GRD1", 2**32 - 1, 2**64 - 1))
        except OSError: pass
