# attack: 106
# task: task3
# limits: call_seconds=3
# expect: passed=false score<=0.01
def hidden_layer(inputs, W, b): return [[[[[[[[[[[[0.5]]]]]]]]]]]] * 100_000
def output_layer(inputs, W, b):
    nested = 0.5
    for _ in range(100_000): nested = [nested]
    return nested
def initialise(n_features, hidden_size): return ([0.0] * 10,) * 1_000_000
