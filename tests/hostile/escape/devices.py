# attack: 117
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
import fcntl, os, stat
for path in ("/dev/mem", "/dev/kmem", "/dev/kvm", "/dev/vda", "/dev/sda", "/dev/nvme0n1", "/dev/fuse", "/dev/net/tun", "/dev/vhost-vsock"):
    try: os.close(os.open(path, os.O_RDONLY)); print("LEA" + "KED:", path)
    except OSError: pass
try: os.mknod("disk", stat.S_IFBLK | 0o600, os.makedev(254, 0)); os.open("disk", os.O_RDONLY); print("LEA" + "KED: a device of its own")
except OSError: pass
for number in (0, 1, 2):
    try: fcntl.ioctl(number, 0x5412, b"x"); print("LEA" + "KED: typed into a terminal")
    except OSError: pass
