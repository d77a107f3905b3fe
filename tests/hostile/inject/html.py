# attack: 49
# task: task3
# expect: passed=false score<=0.01
BAD = "<script>alert(1)</script><img src=x onerror=alert(1)><a href='javascript:alert(1)'>x</a>"
print(BAD)
def hidden_layer(inputs, W, b): raise ValueError(BAD)
def output_layer(inputs, W, b): return type(BAD, (), {})()
