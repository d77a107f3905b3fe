# attack: 42 51
# task: task3
# expect: passed=false score<=0.01 outcome=crash
import os
def hidden_layer(inputs, W, b):
    for descriptor in range(3, 32):
        try: os.write(descriptor, b"HTTP/1.1 200 OK\r\n\r\n" + os.urandom(4096))
        except OSError: pass
