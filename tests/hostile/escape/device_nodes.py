# attack: 117
# task: task3
# expect: passed=true score>=1
# on: bubblewrap landlock
# Leaves a mark on what it shares with the host and with the next submission: modes and times of device nodes, terminals.
import ctypes, os
@SOLUTION@
libc = ctypes.CDLL(None)
FCHMODAT2, SETXATTRAT, FILE_SETATTR = 452, 463, 469
for path in ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/pts/ptmx", "/dev", "/dev/pts", "/"):
    try: before = os.stat(path)
    except OSError: continue
    name = path.encode()
    for number, arguments in (
        (FCHMODAT2, (-100, name, 0o600, 0)),
        (SETXATTRAT, (-100, name, 0, b"user.mark", b"x" * 16, 16)),
        (FILE_SETATTR, (-100, name, b"\0" * 32, 32, 0)),
    ):
        libc.syscall(number, *arguments)
    for change in (
        lambda: os.chmod(path, 0o640), lambda: os.utime(path, (1, 1)), lambda: os.utime(path), lambda: os.chown(path, -1, 4),
        lambda: os.utime(path, ns=(5, 5)), lambda: os.setxattr(path, "user.mark", b"1"), lambda: os.fchmod(os.open(path, os.O_RDONLY | os.O_NONBLOCK), 0o604),
    ):
        try: change()
        except OSError: pass
    after = os.stat(path)
    if (after.st_mode, after.st_uid, after.st_gid, after.st_mtime_ns) != (before.st_mode, before.st_uid, before.st_gid, before.st_mtime_ns):
        print("LEA" + "KED: it changed", path)
for path in ("/dev/left", "/dev/pts/left", "/dev/shm/../left"):
    try: open(path, "w").close(); print("LEA" + "KED: it wrote", path)
    except OSError: pass
for number in range(3):
    try: os.openpty(); print("LEA" + "KED: a terminal of its own")
    except OSError: pass
