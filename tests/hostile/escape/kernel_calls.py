# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
# By number, for x86-64: each must fail with EPERM or ENOSYS, which no argument can change.
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
CALLS = {"bpf": 321, "userfaultfd": 323, "perf_event_open": 298, "io_uring_setup": 425, "keyctl": 250, "add_key": 248, "init_module": 175, "finit_module": 313, "delete_module": 176, "reboot": 169, "swapon": 167, "acct": 163, "settimeofday": 164, "sethostname": 170, "iopl": 172, "open_by_handle_at": 304, "name_to_handle_at": 303, "pidfd_getfd": 438, "kcmp": 312, "process_madvise": 440, "memfd_create": 319, "clone3": 435, "personality": 135, "syslog": 103, "quotactl": 179, "fanotify_init": 300, "shmget": 29}
for name, number in CALLS.items() if os.uname().machine == "x86_64" else ():
    ctypes.set_errno(0)
    if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() not in (1, 38): print("LEA" + "KED:", name, ctypes.get_errno())
