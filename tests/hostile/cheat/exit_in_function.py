# attack: 2
# task: task3
# expect: passed=false score<=0.01 outcome=error
def hidden_layer(inputs, W, b): exit(0)
def output_layer(inputs, W, b): quit()
def forward_propagation(X, W1, b1, W2, b2): raise SystemExit
