# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
os.makedirs("m", exist_ok=True)
calls = {
    "mount": libc.mount(b"none", b"m", b"tmpfs", 0, None), "proc": libc.mount(b"proc", b"m", b"proc", 0, None),
    "remount": libc.mount(None, b"/", None, 32 | 4096, None), "umount": libc.umount2(b"/proc", 2),
    "chroot": libc.chroot(b"m"), "pivot_root": libc.syscall(155, b"m", b"m"),
    "fsopen": libc.syscall(430, b"tmpfs", 0), "open_tree": libc.syscall(428, -100, b"/", 1),
    "move_mount": libc.syscall(429, -100, b"/proc", -100, b"m", 0), "mount_setattr": libc.syscall(442, -100, b"/", 0, None, 0),
}
for name, answer in calls.items():
    if answer >= 0: print("LEA" + "KED:", name)
