# attack: -
# task: task3
# expect: passed=true score>=1
import functools
@SOLUTION@
class Layer:
    def __init__(self, function): self.function = function
    def __call__(self, inputs, W, b): return self.function(inputs, W, b)
hidden_layer = Layer(hidden_layer)
output_layer = functools.partial(output_layer)
def forward_propagation(X, W1, b1, W2, b2): return output_layer(hidden_layer(X, W1, b1), W2, b2)
