# attack: 51
# task: task3
# expect: passed=false score<=0.01
BAD = "]]></system-out><testcase name='x'/><!--\x0b\ufffe\uffff&lol;"
print(BAD)
def hidden_layer(inputs, W, b): raise ValueError(BAD)
