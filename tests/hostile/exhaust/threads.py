# attack: 103
# task: task3
# limits: processes=40 call_seconds=6
# expect: passed=false score<=0.01 outcome=crash says=40
import threading, time
def hidden_layer(inputs, W, b):
    for _ in range(100): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    time.sleep(30)
