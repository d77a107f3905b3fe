# attack: 101 116
# task: task3
# limits: cpu_seconds=1 call_seconds=8
# expect: passed=false score<=0.6 outcome=timeout says=processor
@SOLUTION@
def hidden_layer(inputs, W, b):
    while True: pass
