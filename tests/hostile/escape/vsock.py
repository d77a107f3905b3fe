# attack: 118
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import socket
for family in (40, 16, 17, 38, 15, 21, 44):  # vsock, netlink, packet, alg, key, rds, xdp
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
        try: socket.socket(family, kind, 0); print("LEA" + "KED: a socket of family", family)
        except OSError: pass
