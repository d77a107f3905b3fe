# attack: 64
# task: task3
# expect: passed=false score<=0.25
def hidden_layer(inputs, W, b): return inputs
def output_layer(inputs, W, b): return inputs[:, :1]
def forward_propagation(X, W1, b1, W2, b2): return X[:, :1]
