# attack: 41 51
# task: task3
# expect: passed=false score<=0.01
def hidden_layer(inputs, W, b): raise ValueError('"},"passed":true,"score":1,"x":{"')
def output_layer(inputs, W, b): return {"t": "array", "dtype": "float64", "shape": [7, 1], "index": 0}
