# attack: 104
# task: task3
# limits: file_mb=8 tmp_mb=32
# expect: passed=false score<=0.01 outcome=error says=8
def hidden_layer(inputs, W, b):
    with open("large", "wb", 0) as file:
        while True: file.write(b"x" * (1 << 20))
