# attack: 102
# task: task3
# limits: memory_mb=400
# expect: passed=false outcome=memory
# on: bubblewrap
# Fills the kernel's buffers of many sockets, which count as no process's memory, and keeps them.
import os, socket, time
@SOLUTION@
def hidden_layer(inputs, W, b):
    for child in range(24):
        if os.fork() == 0: break
    kept = []
    try:
        while True:
            one, other = socket.socketpair()
            for end in (one, other):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 30)
                end.setblocking(False)
                try:
                    while True: end.send(b"x" * 65536)
                except BlockingIOError: pass
            kept += [one, other]
    except OSError: pass
    time.sleep(60)
