# attack: 10 101
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01 outcome=timeout
import signal
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGALRM): signal.signal(number, signal.SIG_IGN)
def hidden_layer(inputs, W, b):
    while True:
        try:
            while True: pass
        except BaseException: continue
output_layer = forward_propagation = hidden_layer
