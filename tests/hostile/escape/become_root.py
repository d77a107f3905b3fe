# attack: 26 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import ctypes, os, subprocess
libc = ctypes.CDLL(None)
for line in open("/proc/self/status"):
    if line.startswith(("CapEff", "CapPrm", "CapBnd")) and int(line.split()[1], 16): print("LEA" + "KED:", line)
    if line.startswith("NoNewPrivs") and line.split()[1] != "1": print("LEA" + "KED:", line)
for command in (["sudo", "-n", "id"], ["su", "-c", "id"], ["mount", "-t", "tmpfs", "none", "/mnt"], ["newuidmap", "1", "0", "0", "1"]):
    try:
        if subprocess.run(command, capture_output=True, timeout=2, stdin=subprocess.DEVNULL).returncode == 0 and command[0] != "su": print("LEA" + "KED:", command)
    except (OSError, subprocess.SubprocessError): pass
