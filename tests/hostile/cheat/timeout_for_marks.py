# attack: 13
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01 outcome=timeout says=0.4
def hidden_layer(inputs, W, b):
    while True: pass
output_layer = forward_propagation = hidden_layer
