# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import socket
for address in ("@SOCKET@", "\0@ABSTRACT@", "/var/run/docker.sock"):
    try:
        s = socket.socket(socket.AF_UNIX); s.settimeout(0.5); s.connect(address); s.sendall(b"hello")
        print("LEA" + "KED: connected to", repr(address))
    except OSError: pass
