# attack: 54
# task: task3
# expect: passed=false score<=0.01
class Agrees:
    shape = (7, 5)
    def __array_function__(self, func, types, args, kwargs): return True
    def __getattr__(self, name): return lambda *a, **k: True
def hidden_layer(inputs, W, b): return Agrees()
def output_layer(inputs, W, b): return Agrees()
def forward_propagation(X, W1, b1, W2, b2): return Agrees()
