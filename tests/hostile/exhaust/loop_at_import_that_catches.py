# attack: 10 11 101
# task: task3
# limits: load_seconds=0.3
# expect: passed=false score<=0.01
import signal
signal.alarm(0); signal.setitimer(signal.ITIMER_REAL, 0)
while True:
    try:
        while True: pass
    except BaseException: continue
