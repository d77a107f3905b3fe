# attack: 28 115
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import socket
for kind, protocol in ((socket.SOCK_DGRAM, 0), (socket.SOCK_RAW, 1), (socket.SOCK_RAW, 255)):
    try: socket.socket(socket.AF_INET, kind, protocol).sendto(b"hello", ("127.0.0.1", @PORT@))
    except OSError: pass
try: socket.getaddrinfo("example.org", 80)
except OSError: pass
else: print("LEA" + "KED: names are resolved")
