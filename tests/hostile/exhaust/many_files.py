# attack: 104
# task: task3
# limits: file_mb=8 tmp_mb=16 call_seconds=6
# expect: passed=false score<=0.01 says=16
import itertools, time
def hidden_layer(inputs, W, b):
    for number in itertools.count():
        with open(f"part{number}", "wb", 0) as file: file.write(b"x" * (1 << 20))
        time.sleep(0.01)
