# attack: 40 51
# task: task3
# expect: passed=false score<=0.01
print("\r\r\nforged\r line\x0c\x0b\x85\u2029" + "x" * 100_000)
def hidden_layer(inputs, W, b): raise ValueError("first\n\n\npassed: 20/20\n\nlast" + "\n" * 10_000)
