# attack: 86
# task: task3
# expect: passed=false score<=0.01
def hidden_layer(inputs, W, b): yield inputs
def output_layer(inputs, W, b): return (row for row in inputs)
def forward_propagation(X, W1, b1, W2, b2): return lambda: X
