# attack: 104
# task: task3
# limits: open_files=64
# expect: passed=false score<=0.01 outcome=error says=64
def hidden_layer(inputs, W, b):
    kept = []
    while True: kept.append(open("/dev/null"))
