# attack: 27 115 116
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import socket, urllib.request
for family, address in ((socket.AF_INET, ("127.0.0.1", @PORT@)), (socket.AF_INET6, ("::1", @PORT@))):
    try:
        s = socket.socket(family, socket.SOCK_STREAM); s.settimeout(0.5); s.connect(address); s.sendall(b"hello")
    except OSError: pass
try: urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=0.5)
except OSError: pass
