# attack: 25
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
buffer = ctypes.create_string_buffer(64)
class Vector(ctypes.Structure): _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]
mine = Vector(ctypes.addressof(buffer), 64)
for pid in (@PARENT@, @NEIGHBOUR@):
    if libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(mine), 1, 0) > 0 or ctypes.get_errno() == 14: print("LEA" + "KED: reached", pid)
