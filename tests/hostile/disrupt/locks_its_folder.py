# attack: 36 120
# task: task3
# expect: passed=true score>=1
# Nothing that it makes can be left behind, however it is protected.
import os
@SOLUTION@
deep = "d"
for _ in range(60):
    os.makedirs(deep, exist_ok=True); deep += "/d"
open("d/file", "w").close(); os.symlink("/", "d/root"); os.mkfifo("d/fifo")
os.chmod("d/file", 0); os.chmod("d", 0)
