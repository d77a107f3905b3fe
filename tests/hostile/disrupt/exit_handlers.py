# attack: 12
# task: task3
# expect: passed=true score>=1
# Nobody waits for what runs at the end, and none of it reaches the result.
import atexit, threading, time, weakref
@SOLUTION@
atexit.register(time.sleep, 60)
class Sticky:
    def __del__(self): time.sleep(60)
kept = Sticky(); weakref.finalize(kept, time.sleep, 60)
threading.Thread(target=time.sleep, args=(60,)).start()
