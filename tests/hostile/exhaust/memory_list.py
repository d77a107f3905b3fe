# attack: 102
# task: task3
# limits: memory_mb=300 call_seconds=8
# expect: passed=false score<=0.01 outcome=memory says=300
def hidden_layer(inputs, W, b):
    kept = []
    while True: kept.append(bytearray(1 << 22))
