# attack: 25 119
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for pid in (@PARENT@, @NEIGHBOUR@):
    for request in (16, 0x4206):  # ATTACH, SEIZE
        if libc.ptrace(request, pid, None, None) == 0: print("LEA" + "KED: traced", pid)
