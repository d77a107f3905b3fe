# attack: 104
# task: task3
# limits: file_mb=8 tmp_mb=16 call_seconds=10
# expect: passed=false score<=0.2
# on: bubblewrap landlock
# Fills whatever can be written anywhere; more than three times the limit would be a leak.
import os
def hidden_layer(inputs, W, b):
    written = 0
    for folder in ("/", "/dev", "/dev/shm", "/grader", "/etc", "/run", "/proc", "/usr", "/var/tmp", "@PROJECT@", "@PACKAGE@"):
        try:
            for number in range(12):
                with open(os.path.join(folder, f"zz-@NAP@-{number}"), "wb", 0) as file: written += file.write(b"x" * (1 << 22))
        except OSError: pass
    if written > 48 << 20: print("LEA" + "KED: wrote", written)
