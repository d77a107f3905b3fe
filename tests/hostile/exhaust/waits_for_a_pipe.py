# attack: 109
# task: task3
# limits: call_seconds=0.4
# expect: passed=false score<=0.01 outcome=timeout
import os
def hidden_layer(inputs, W, b):
    reading, writing = os.pipe()
    os.read(reading, 1)
def output_layer(inputs, W, b):
    os.mkfifo("fifo"); open("fifo").read()
