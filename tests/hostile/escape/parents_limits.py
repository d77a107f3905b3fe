# attack: 113 119
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os, resource
for pid in (@PARENT@, @NEIGHBOUR@):
    try: resource.prlimit(pid, resource.RLIMIT_NOFILE, (16, 16)); print("LEA" + "KED: limited", pid)
    except (OSError, ValueError): pass
for which in (resource.RLIMIT_DATA, resource.RLIMIT_FSIZE, resource.RLIMIT_NOFILE, resource.RLIMIT_CPU):
    try: resource.setrlimit(which, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)); print("LEA" + "KED: lifted", which)
    except (OSError, ValueError): pass
