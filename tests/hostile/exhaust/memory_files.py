# attack: 102
# task: task3
# limits: memory_mb=300 file_mb=16 call_seconds=3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
# Files that live in memory and that nobody's resident size counts.
import os
def hidden_layer(inputs, W, b):
    for number in range(8):
        try: os.write(os.memfd_create(str(number)), b"x" * (1 << 24)); print("LEA" + "KED: a file in memory")
        except OSError: pass
