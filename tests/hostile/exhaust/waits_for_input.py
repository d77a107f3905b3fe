# attack: 109
# task: task3
# expect: passed=false score<=0.01 outcome=error
import sys
def hidden_layer(inputs, W, b): return input("number: ")
def output_layer(inputs, W, b): return float(sys.stdin.readline())
