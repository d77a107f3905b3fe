# attack: 12 71
# task: task3
# expect: passed=true score>=1
import io, sys
@SOLUTION@
class Broken(io.StringIO):
    def write(self, text): raise OSError("no")
    def flush(self): raise KeyboardInterrupt if False else OSError("no")
sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Broken()
