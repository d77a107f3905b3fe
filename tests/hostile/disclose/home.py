# attack: 26 32 34
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import glob, os
for pattern in ("/root/.*", "/home/*/.*", "/root/.ssh/*", "/home/*/.ssh/*", "/etc/shadow", "/etc/passwd", "/etc/hostname", "/etc/resolv.conf", "/etc/machine-id", "/var/log/*", "/run/secrets/*", "/mnt/*", "/srv/*", "/media/*"):
    for path in glob.glob(pattern):
        try:
            if os.path.isfile(path): open(path, "rb").read(1); print("LEA" + "KED:", path)
        except OSError: pass
