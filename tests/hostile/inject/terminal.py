# attack: 51
# task: task3
# expect: passed=false score<=0.01
BAD = "\x1b[31mred\x1b[0m\x1b]0;title\x07\x1b]8;;http://example.org\x1b\\link\x1b]8;;\x1b\\\x9b2J\x07\b\b\x7f\x00"
print(BAD)
def hidden_layer(inputs, W, b): raise ValueError(BAD)
def output_layer(inputs, W, b): raise type("E" + BAD, (Exception,), {})(BAD)
