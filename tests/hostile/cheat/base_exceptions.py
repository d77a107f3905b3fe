# attack: 4
# task: task3
# expect: passed=false score<=0.01 outcome=error
class Quiet(BaseException): pass
def initialise(n_features, hidden_size): raise Quiet
def hidden_layer(inputs, W, b): raise KeyboardInterrupt
def output_layer(inputs, W, b): raise GeneratorExit
def forward_propagation(X, W1, b1, W2, b2): raise StopIteration
