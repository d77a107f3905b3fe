# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob
for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger", "/proc/sys/vm/overcommit_memory", "/sys/kernel/uevent_helper", "/proc/@PARENT@/oom_score_adj", "/proc/@PARENT@/coredump_filter", *glob.glob("/sys/fs/cgroup/*/release_agent")):
    try:
        with open(path, "r+") as file:
            file.read(1); print("LEA" + "KED: opened", path)
    except OSError: pass
