# attack: 100 110
# task: task3
# limits: call_seconds=1 total_seconds=2
# expect: passed=false score<=0.4 outcome=timeout says=2
import time
@SOLUTION@
def slow(function):
    def late(*arguments, **named): time.sleep(0.6); return function(*arguments, **named)
    return late
hidden_layer, output_layer = slow(hidden_layer), slow(output_layer)
