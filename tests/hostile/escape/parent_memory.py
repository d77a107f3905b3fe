# attack: 25
# task: task3
# expect: passed=false score<=0.01
# on: bubblewrap landlock
for pid in ("@PARENT@", "@NEIGHBOUR@", "1"):
    try:
        maps = open(f"/proc/{pid}/maps").read()
        with open(f"/proc/{pid}/mem", "rb", 0) as memory:
            for line in maps.splitlines():
                if "[heap]" in line:
                    start, end = (int(x, 16) for x in line.split()[0].split("-"))
                    memory.seek(start); memory.read(end - start)
                    if pid != "1": print("LEA" + "KED: memory of", pid)
    except (OSError, ValueError): pass
