# attack: 28 105
# task: task3
# expect: passed=false score<=0.01 outcome=error
def hidden_layer(inputs, W, b): raise ValueError("x" * 50_000_000)
def output_layer(inputs, W, b): raise type("N" * 1_000_000, (Exception,), {})("y")
def forward_propagation(X, W1, b1, W2, b2): raise ValueError(*range(1_000_000))
