# attack: 101
# task: task3
# limits: call_seconds=0.5
# expect: passed=false score<=0.01 outcome=timeout
# C code that never looks at signals and holds the interpreter's lock.
import re
def hidden_layer(inputs, W, b): re.match(r"(a+)+$", "a" * 64 + "b")
def output_layer(inputs, W, b): return 7 ** (7 ** 9) % 10
forward_propagation = hidden_layer
