# attack: 92 114
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import os, pwd
homes = {os.path.expanduser("~")}
try: homes.add(pwd.getpwuid(os.getuid()).pw_dir)
except KeyError: pass
for home in homes | {"/root", "/var", "/var/tmp", "/dev/shm", "/run", "/tmp"}:
    for name in (".keras/datasets/zz.npz", ".cache/pip/zz", "zz-attack-@NAP@"):
        path = os.path.join(home, name)
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            open(path, "w").close()
        except OSError: pass
