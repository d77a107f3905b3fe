# attack: 101
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01 outcome=timeout
class Endless(Exception):
    def __str__(self):
        while True: pass
    __repr__ = __str__
def hidden_layer(inputs, W, b): raise Endless
