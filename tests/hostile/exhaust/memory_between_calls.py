# attack: 12 102
# task: task3
# limits: memory_mb=300 call_seconds=5
# expect: passed=false score<=0.2
# A thread that goes on after the answer: the watch goes on too.
import threading, time
import numpy as np
kept = []
def eat():
    while True: kept.append(np.ones(1 << 20)); time.sleep(0.005)
threading.Thread(target=eat, daemon=True).start()
def hidden_layer(inputs, W, b): time.sleep(2); return None
