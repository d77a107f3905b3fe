# attack: 101
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score>=0.3 outcome=timeout says=0.4
# The one function costs its own checks; the others are asked in a fresh process.
@SOLUTION@
def hidden_layer(inputs, W, b):
    while True: pass
