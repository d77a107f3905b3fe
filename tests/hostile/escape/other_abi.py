# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
# The x32 numbers of the same calls, which a filter of one architecture may overlook.
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
pid = os.fork()
if pid == 0:
    if os.uname().machine == "x86_64" and libc.syscall(0x40000000 + 101, 16, @NEIGHBOUR@, 0, 0) == 0: print("LEA" + "KED: traced", flush=True)
    os._exit(0)
os.waitpid(pid, 0)
