# attack: 27
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import socket
try:
    s = socket.socket(); s.bind(("0.0.0.0", 0)); s.listen()
    print("LEA" + "KED: listens on", s.getsockname())
except OSError: pass
