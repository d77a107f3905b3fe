# attack: 12
# task: task3
# expect: passed=false
# A thread that writes a second answer while the next question is on its way.
import json, os, struct, threading, time
import numpy as np
def flood():
    text = json.dumps({"id": "late", "value": {"t": "none"}}).encode()
    while True:
        for descriptor in range(3, 16):
            try: os.write(descriptor, struct.pack("!4sIQ", b"GRD1", len(text), 0) + text)
            except OSError: pass
        time.sleep(0.001)
def hidden_layer(inputs, W, b):
    threading.Thread(target=flood, daemon=True).start()
    return np.tanh(inputs @ W.T + b)
