# attack: 101 112
# task: task3
# limits: load_seconds=0.5
# expect: passed=true score>=1
# Stopped where it stands; what was defined before that line counts.
@SOLUTION@
while True: pass
