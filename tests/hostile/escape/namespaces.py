# attack: 117 118
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x8000000, 0x4000000):
    if libc.unshare(flag) == 0: print("LEA" + "KED: unshared", hex(flag))
    pid = libc.syscall(56, flag | 17, 0, 0, 0, 0) if os.uname().machine == "x86_64" else -1
    if pid == 0: os._exit(0)
    if pid > 0: print("LEA" + "KED: cloned with", hex(flag))
for name in ("mnt", "net", "pid", "user"):
    try:
        if libc.setns(os.open(f"/proc/1/ns/{name}", os.O_RDONLY), 0) == 0: print("LEA" + "KED: entered", name)
    except OSError: pass
