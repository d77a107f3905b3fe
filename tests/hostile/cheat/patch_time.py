# attack: 73
# task: task3
# limits: call_seconds=0.5
# expect: passed=false score<=0.01 outcome=timeout
# on: bubblewrap landlock none
import threading, time
real = time.sleep
time.time = time.monotonic = time.perf_counter = lambda: 0.0
threading.Event.wait = lambda self, timeout=None: True
def hidden_layer(inputs, W, b): real(30)
output_layer = forward_propagation = hidden_layer
