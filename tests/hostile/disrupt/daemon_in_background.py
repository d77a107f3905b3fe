# attack: 38
# task: task3
# expect: passed=true score>=1
import subprocess
@SOLUTION@
subprocess.Popen("setsid nohup sleep @NAP@ & sleep @NAP@ &", shell=True, start_new_session=True)
