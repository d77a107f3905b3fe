# attack: 105
# task: task3
# limits: output_kb=16 call_seconds=0.7
# expect: passed=false score<=0.01 outcome=timeout
import os
def hidden_layer(inputs, W, b):
    while True: os.write(1, b"x" * 65536)
