# attack: 108
# task: task3
# expect: passed=false score<=0.01 outcome=error
def hidden_layer(inputs, W, b): return hidden_layer(inputs, W, b)
