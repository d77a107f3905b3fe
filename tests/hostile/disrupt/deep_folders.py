# attack: 36 120
# task: task3
# expect: passed=true score>=1
# Folders inside each other, deeper than any path is long and any program recurses, some of them locked.
import os
@SOLUTION@
here = os.open(".", os.O_RDONLY)
for number in range(3000):
    os.mkdir("d" * 200); os.chdir("d" * 200)
os.mkdir("e"); open("f", "w").close(); os.symlink("/", "root")
for number in range(20):
    os.chmod(".", 0); os.chdir("..")
os.fchdir(here)
