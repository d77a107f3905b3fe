# attack: -
# task: task3
# expect: passed=true score>=1
import threading, time
@SOLUTION@
handles = [open("/dev/null") for _ in range(50)]
threading.Thread(target=time.sleep, args=(3600,)).start()
def forever():
    while True: time.sleep(1)
threading.Thread(target=forever, daemon=True).start()
